import { Button } from "@mantine/core";
import { useState } from "react";
import { Bar, BarChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import type { ExperimentDetail, Reading } from "../../../server/experiment-types.ts";
import { Card } from "../../ui/card.tsx";
import { count } from "../../ui/format.ts";
import ui from "../../ui/ui.module.css";
import { unitNoun } from "../unit-noun.ts";
import { dayLabel } from "./lift-series.ts";
import style from "./readout.module.css";

const fills = ["var(--ink-3)", "var(--accent)", "var(--t-products)", "var(--t-vector)", "var(--t-shopper)"];
const tick = { fontSize: 11, fill: "var(--ink-3)" };

/** Units that met the experiment for the first time, by day and arm. */
export function ExposuresCard({ detail, reading }: { readonly detail: ExperimentDetail; readonly reading: Reading }) {
  const [asTable, setAsTable] = useState(false);
  const noun = unitNoun(detail.spec.unit);
  const rows = reading.days.map(({ day, exposed }) => ({ day, ...exposed }));
  return (
    <Card
      title="Exposed by day"
      aside={
        <Button size="xs" variant="subtle" color="gray" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          {asTable ? "Chart" : "Table"}
        </Button>
      }
    >
      <p className={`small muted ${style.legend}`}>
        {detail.arms.map(({ key, name }, at) => (
          <span key={key}>
            <i style={{ background: fills[at % fills.length] }} aria-hidden />
            {name} {count(reading.units[key] ?? 0)}
          </span>
        ))}
        {reading.crossedOver > 0 && (
          <span>
            {count(reading.crossedOver)} {noun} met more than one arm and are in no metric
          </span>
        )}
      </p>
      {asTable ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
        <section className={`${ui.scroll} ${style.days}`} tabIndex={0} aria-label="Exposed by day">
          <table>
            <thead>
              <tr>
                <th>Day</th>
                {detail.arms.map(({ key, name }) => (
                  <th key={key} className="right">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {reading.days.map(({ day, exposed }) => (
                <tr key={day}>
                  <td>{dayLabel(day, true)}</td>
                  {detail.arms.map(({ key, name }) => (
                    <td key={key} className="right" data-label={name}>
                      {count(exposed[key] ?? 0)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      ) : (
        <div
          className={style.exposures}
          role="img"
          aria-label={`${noun} exposed on each of ${rows.length} days. The table shows every day.`}
        >
          <ResponsiveContainer>
            <BarChart data={rows} margin={{ top: 4, right: 0, bottom: 0, left: 4 }} accessibilityLayer={false}>
              <XAxis
                dataKey="day"
                tick={tick}
                tickLine={false}
                tickFormatter={(day: string) => dayLabel(day)}
                minTickGap={16}
                axisLine={{ stroke: "var(--line)" }}
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
              {detail.arms.map(({ key, name }, at) => (
                <Bar key={key} dataKey={key} name={name} fill={fills[at % fills.length]!} isAnimationActive={false} />
              ))}
            </BarChart>
          </ResponsiveContainer>
        </div>
      )}
    </Card>
  );
}
