import { Area, ComposedChart, Line, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import type { MonitorRow, SubjectDetail } from "../api/outputs.ts";
import { spacedMarks } from "../endpoints/spaced-marks.ts";
import { chartMargin, hoverBox, lowerAxis, valueAxis } from "../ui/chart-look.ts";
import { useNarrow } from "../ui/use-narrow.ts";
import { figureText } from "./figure-text.ts";
import { dayText } from "./health-strip.tsx";

const dayMs = 86_400_000;
const shownDays = 30;

/** A window of a monitor. */
interface WindowPoint {
  /** Its end, milliseconds since 1970. */
  readonly at: number;
  readonly value: number | null;
}

/** The last thirty windows of a monitor, of which the last ends at `to`, milliseconds since 1970. */
export function pointsOf({ figure }: MonitorRow, to: number): readonly WindowPoint[] {
  const past = figure.past.slice(0, shownDays - 1).map((value, i) => ({ at: to - (i + 1) * dayMs, value }));
  return [...past.toReversed(), { at: to, value: figure.now }];
}

/** The figure of a monitor window by window over the band of what is usual, with what happened on the axis. */
export function MonitorChart({
  points,
  figure,
  since,
  marks,
  timeZone,
}: {
  readonly points: readonly WindowPoint[];
  readonly figure: MonitorRow["figure"];
  /** When the change began; null without one. */
  readonly since: number | null;
  readonly marks: SubjectDetail["marks"];
  readonly timeZone: string;
}) {
  const isNarrow = useNarrow();
  const from = points[0]!.at;
  const to = points.at(-1)!.at;
  const placed = spacedMarks(
    marks.map(({ at, text }) => ({ at: Date.parse(at), text })).filter(({ at }) => at >= from && at <= to),
    from,
    to,
    isNarrow ? 0.2 : 0.08,
  );
  const every = Math.max(1, Math.ceil(points.length / (isNarrow ? 4 : 10)));
  const ticks = points.filter((_, i) => (points.length - 1 - i) % every === 0).map(({ at }) => at);
  const rows = points.map((point) => ({ ...point, band: figure.usual }));
  const text = (value: number) => figureText(value, figure.unit);
  return (
    <ResponsiveContainer>
      <ComposedChart
        data={rows}
        margin={{ ...chartMargin, top: 20, left: isNarrow ? 14 : 24 }}
        accessibilityLayer={false}
      >
        <XAxis
          {...lowerAxis}
          dataKey="at"
          type="number"
          domain={[from, to]}
          ticks={ticks}
          interval={0}
          tickFormatter={(at: number) => shortDay(at, timeZone)}
        />
        <YAxis {...valueAxis} domain={["auto", "auto"]} tickFormatter={text} />
        <Tooltip
          {...hoverBox}
          labelFormatter={(at) => `24 hours of ${dayText(new Date(Number(at)).toISOString(), timeZone)}`}
          formatter={(value, name) =>
            name === "band" ? ["", ""] : [text(Number(value)), figure.unit === "distance" ? "distance" : "value"]
          }
        />
        {figure.usual !== null && (
          <Area
            dataKey="band"
            stroke="none"
            fill="var(--hover)"
            fillOpacity={1}
            isAnimationActive={false}
            activeDot={false}
          />
        )}
        {placed.map(({ at, text: mark }) => (
          <ReferenceLine
            key={`${at} ${mark}`}
            x={at}
            stroke="var(--ink-3)"
            strokeDasharray="2 3"
            label={{ value: mark, position: "top", fontSize: 11, fill: "var(--ink-2)" }}
          />
        ))}
        {since !== null && since >= from && since <= to && (
          <ReferenceLine x={since} stroke="var(--bad)" strokeDasharray="2 3" />
        )}
        <Line
          dataKey="value"
          stroke="var(--accent)"
          strokeWidth={2.25}
          dot={points.length < 3}
          activeDot={{ r: 4 }}
          isAnimationActive={false}
          connectNulls={false}
        />
      </ComposedChart>
    </ResponsiveContainer>
  );
}

function shortDay(at: number, timeZone: string): string {
  return new Date(at - 1).toLocaleDateString("en-GB", { day: "numeric", month: "short", timeZone });
}
