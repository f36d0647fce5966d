import { Button } from "@mantine/core";
import { useState } from "react";
import { Line, LineChart, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import ui from "../../ui/ui.module.css";
import style from "./planning.module.css";

const tick = { fontSize: 11, fill: "var(--ink-3)" };

/** A curve with its point of interest marked, and the table behind it. */
export function CurveChart({
  title,
  points,
  x,
  y,
  markX,
  markY,
}: {
  readonly title: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
  readonly x: { readonly name: string; readonly format: (value: number) => string };
  readonly y: { readonly name: string; readonly format: (value: number) => string; readonly max?: number };
  readonly markX?: number | undefined;
  readonly markY?: number | undefined;
}) {
  const [asTable, setAsTable] = useState(false);
  return (
    <div>
      <div className="row">
        <h3 className={`grow ${style.label}`}>{title}</h3>
        <Button
          size="xs"
          variant="subtle"
          color="gray"
          aria-pressed={asTable}
          aria-label={asTable ? `${title}: chart` : `${title}: table`}
          onClick={() => setAsTable(!asTable)}
        >
          {asTable ? "Chart" : "Table"}
        </Button>
      </div>
      {asTable ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
        <section className={`${ui.scroll} ${style.curveTable}`} tabIndex={0} aria-label={title}>
          <table>
            <thead>
              <tr>
                <th>{x.name}</th>
                <th className="right">{y.name}</th>
              </tr>
            </thead>
            <tbody>
              {points.map((point) => (
                <tr key={point.x}>
                  <td data-label={x.name}>{x.format(point.x)}</td>
                  <td className="right" data-label={y.name}>
                    {y.format(point.y)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      ) : (
        <div className={style.curve} role="img" aria-label={`${title}. The table shows every point.`}>
          <ResponsiveContainer>
            <LineChart data={[...points]} margin={{ top: 8, right: 0, bottom: 0, left: 4 }} accessibilityLayer={false}>
              <XAxis
                dataKey="x"
                type="number"
                domain={["dataMin", "dataMax"]}
                tick={tick}
                tickLine={false}
                axisLine={{ stroke: "var(--line)" }}
                tickFormatter={x.format}
                minTickGap={24}
              />
              <YAxis
                orientation="right"
                domain={[0, y.max ?? "auto"]}
                tick={tick}
                tickLine={false}
                axisLine={false}
                width={52}
                tickCount={4}
                tickFormatter={y.format}
              />
              <Tooltip
                isAnimationActive={false}
                cursor={{ stroke: "var(--line-strong)" }}
                labelFormatter={(value) => `${x.name} ${x.format(Number(value))}`}
                formatter={(value) => [y.format(Number(value)), y.name]}
                contentStyle={{
                  background: "var(--panel)",
                  border: "1px solid var(--line)",
                  borderRadius: 6,
                  font: "var(--f-small)",
                  padding: "6px 10px",
                }}
              />
              {markY !== undefined && <ReferenceLine y={markY} stroke="var(--ink-3)" strokeDasharray="2 3" />}
              {markX !== undefined && <ReferenceLine x={markX} stroke="var(--ink-3)" strokeDasharray="2 3" />}
              <Line
                dataKey="y"
                type="monotone"
                stroke="var(--accent)"
                strokeWidth={2}
                dot={false}
                isAnimationActive={false}
              />
            </LineChart>
          </ResponsiveContainer>
        </div>
      )}
    </div>
  );
}
