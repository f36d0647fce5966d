import { useState } from "react";
import { Line, LineChart, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { chartMargin, hoverBox, lowerAxis, valueAxis } from "../../ui/chart-look.ts";
import { ScrollBox } from "../../ui/scroll-box.tsx";
import { TableButton } from "../../ui/table-button.tsx";
import style from "./planning.module.css";

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
        <TableButton asTable={asTable} onChange={setAsTable} title={title} />
      </div>
      {asTable ? (
        <ScrollBox className={style.curveTable} label={title}>
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
        </ScrollBox>
      ) : (
        <div className={style.curve} role="img" aria-label={`${title}. The table shows every point.`}>
          <ResponsiveContainer>
            <LineChart data={[...points]} margin={chartMargin} accessibilityLayer={false}>
              <XAxis
                {...lowerAxis}
                dataKey="x"
                type="number"
                domain={["dataMin", "dataMax"]}
                tickFormatter={x.format}
                minTickGap={24}
              />
              <YAxis {...valueAxis} domain={[0, y.max ?? "auto"]} tickCount={4} tickFormatter={y.format} />
              <Tooltip
                {...hoverBox}
                labelFormatter={(value) => `${x.name} ${x.format(Number(value))}`}
                formatter={(value) => [y.format(Number(value)), y.name]}
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
