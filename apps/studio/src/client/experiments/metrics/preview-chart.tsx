import { Bar, BarChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import type { MetricPreview } from "../../../server/experiment-types.ts";
import { count } from "../../ui/format.ts";
import style from "../planning/planning.module.css";
import { dayLabel } from "../readout/lift-series.ts";

const tick = { fontSize: 11, fill: "var(--ink-3)" };

/** Rows that a metric counts, by day; the table for screen readers stands beside it, unseen. */
export function PreviewChart({ days }: { readonly days: MetricPreview["days"] }) {
  return (
    <div className={style.curve}>
      <div aria-hidden style={{ height: "100%" }}>
        <ResponsiveContainer>
          <BarChart data={[...days]} margin={{ top: 8, right: 0, bottom: 0, left: 4 }} accessibilityLayer={false}>
            <XAxis
              dataKey="day"
              tick={tick}
              tickLine={false}
              axisLine={{ stroke: "var(--line)" }}
              tickFormatter={(day: string) => dayLabel(day)}
              minTickGap={24}
            />
            <YAxis
              orientation="right"
              tick={tick}
              tickLine={false}
              axisLine={false}
              width={52}
              tickCount={3}
              tickFormatter={count}
            />
            <Tooltip
              isAnimationActive={false}
              cursor={{ fill: "var(--hover)" }}
              labelFormatter={(day) => dayLabel(String(day), true)}
              formatter={(value) => count(Number(value))}
              contentStyle={{
                background: "var(--panel)",
                border: "1px solid var(--line)",
                borderRadius: 6,
                font: "var(--f-small)",
                padding: "6px 10px",
              }}
            />
            <Bar dataKey="rows" name="rows" fill="var(--accent)" isAnimationActive={false} />
          </BarChart>
        </ResponsiveContainer>
      </div>
      <table className="unseen">
        <caption>Rows by day</caption>
        <tbody>
          {days.map(({ day, rows }) => (
            <tr key={day}>
              <th>{dayLabel(day, true)}</th>
              <td>{count(rows)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
