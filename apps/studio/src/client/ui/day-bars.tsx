import { Bar, BarChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { chartMargin, hoverBox, lowerAxis, valueAxis } from "./chart-look.ts";

/** One series of a chart by day: the field of its rows, its name and its color. */
export interface DayBar {
  readonly key: string;
  readonly name: string;
  readonly fill?: string | undefined;
}

/** Values by day as bars, one beside the other where there are several; fills the height of what it stands in. */
export function DayBars<Row extends { readonly day: string }>({
  rows,
  bars,
  labelDay,
  format,
  width = valueAxis.width,
}: {
  readonly rows: readonly Row[];
  readonly bars: readonly DayBar[];
  readonly labelDay: (day: string, isAlone?: boolean) => string;
  readonly format: (value: number) => string;
  /** Pixels for the values at the right. */
  readonly width?: number;
}) {
  return (
    <ResponsiveContainer>
      <BarChart data={[...rows]} margin={chartMargin} accessibilityLayer={false}>
        <XAxis {...lowerAxis} dataKey="day" tickFormatter={(day: string) => labelDay(day)} minTickGap={20} />
        <YAxis {...valueAxis} width={width} tickFormatter={format} />
        <Tooltip
          {...hoverBox}
          cursor={{ fill: "var(--hover)" }}
          labelFormatter={(day) => labelDay(String(day), true)}
          formatter={(value) => format(Number(value))}
        />
        {bars.map(({ key, name, fill = "var(--accent)" }) => (
          <Bar key={key} dataKey={key} name={name} fill={fill} isAnimationActive={false} />
        ))}
      </BarChart>
    </ResponsiveContainer>
  );
}
