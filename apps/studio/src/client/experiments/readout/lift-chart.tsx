import {
  Area,
  ComposedChart,
  Line,
  ReferenceArea,
  ReferenceDot,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import type { ExperimentAnnotation } from "../../../server/experiment-types.ts";
import { spacedMarks } from "../../endpoints/spaced-marks.ts";
import { chartMargin, hoverBox, lowerAxis, valueAxis } from "../../ui/chart-look.ts";
import { changeLabel, intervalLabel, roundChange } from "../change-label.ts";
import {
  dayAfter,
  dayLabel,
  type LiftPoint,
  type LiftSeries,
  liftReach,
  placedAnnotations,
  roundTicks,
} from "./lift-series.ts";
import style from "./readout.module.css";

/** Lift with its interval day by day, weekends shaded, what happened marked, and the interval expected at the end dashed. */
export function LiftChart({
  series,
  annotations,
  timeZone,
  isNarrow,
}: {
  readonly series: LiftSeries;
  readonly annotations: readonly ExperimentAnnotation[];
  readonly timeZone: string;
  readonly isNarrow: boolean;
}) {
  const { points, expected, span, weekends } = series;
  const first = points[0]!.day;
  const last = points.findLast(({ estimate }) => estimate !== null);
  const { reach } = liftReach(series);
  const rows = [
    ...points.map((point) => ({
      ...point,
      band: point.low === null && point.high === null ? null : [point.low ?? -10 * reach, point.high ?? 10 * reach],
    })),
    ...expected.map(({ at, low, high }) => ({ at, expectedLow: low, expectedHigh: high })),
  ].toSorted((a, b) => a.at - b.at);
  const marks = spacedMarks(
    placedAnnotations(annotations, first, timeZone).filter(({ at }) => at > 0.02 && at < span),
    0,
    span,
    isNarrow ? 0.4 : 0.16,
  );
  const end = expected.at(-1);
  const every = Math.max(1, Math.ceil(span / (isNarrow ? 5 : 14)));
  const ticks = Array.from({ length: span }, (_, day) => day + 0.5).filter((_, day) => day % every === 0);
  return (
    <ResponsiveContainer>
      <ComposedChart data={rows} margin={chartMargin} accessibilityLayer={false}>
        {weekends.map(({ from, to }) => (
          <ReferenceArea
            key={from}
            x1={from}
            x2={to}
            fill="var(--sunk)"
            fillOpacity={1}
            label={isNarrow ? "" : { value: "weekend", position: "insideTop", fontSize: 11, fill: "var(--ink-3)" }}
          />
        ))}
        <XAxis
          {...lowerAxis}
          dataKey="at"
          type="number"
          domain={[0, span]}
          ticks={ticks}
          interval={0}
          tickFormatter={(at: number) => dayLabel(dayAfter(first, Math.floor(at)))}
        />
        <YAxis
          {...valueAxis}
          domain={[-reach, reach]}
          allowDataOverflow
          ticks={[...roundTicks(reach)]}
          interval={0}
          tickFormatter={roundChange}
        />
        <Tooltip {...hoverBox} content={<LiftTip />} />
        <ReferenceLine y={0} stroke="var(--ink-3)" />
        {marks.map(({ at, text }) => (
          <ReferenceLine
            key={`${at} ${text}`}
            x={at}
            stroke="var(--ink-3)"
            strokeDasharray="2 3"
            label={{
              value: text.length > 34 ? `${text.slice(0, 33)}…` : text,
              position: at > span / 2 ? "insideBottomRight" : "insideBottomLeft",
              fontSize: 11,
              fill: "var(--ink-2)",
            }}
          />
        ))}
        <Area
          dataKey="band"
          stroke="var(--accent-line)"
          fill="var(--accent)"
          fillOpacity={0.11}
          isAnimationActive={false}
          connectNulls={false}
          dot={points.length === 1 ? { r: 2, fill: "var(--accent)" } : false}
          activeDot={false}
        />
        <Line
          dataKey="expectedLow"
          stroke="var(--accent-line)"
          strokeDasharray="3 4"
          dot={false}
          activeDot={false}
          isAnimationActive={false}
        />
        <Line
          dataKey="expectedHigh"
          stroke="var(--accent-line)"
          strokeDasharray="3 4"
          dot={false}
          activeDot={false}
          isAnimationActive={false}
        />
        <Line
          dataKey="estimate"
          stroke="var(--accent)"
          strokeWidth={2.25}
          dot={false}
          activeDot={{ r: 4 }}
          isAnimationActive={false}
          connectNulls={false}
        />
        {last !== undefined && (
          <ReferenceDot
            x={last.at}
            y={last.estimate!}
            r={4.5}
            fill="var(--accent)"
            stroke="var(--panel)"
            strokeWidth={2}
            label={{
              value: `${changeLabel(last.estimate!)} now`,
              // Above the line where it stands beside it.
              ...(last.at > span * 0.8 ? { position: "left", dy: -10 } : { position: "right" }),
              fontSize: 11,
              fontWeight: 600,
              fill: "var(--ink)",
            }}
          />
        )}
        {end !== undefined && (
          <ReferenceLine
            x={span}
            stroke="var(--ink-3)"
            label={{
              value: isNarrow
                ? dayLabel(dayAfter(first, span), true)
                : `Verdict ${dayLabel(dayAfter(first, span), true)}, if it stays: ${intervalLabel(end)}`,
              position: "insideTopRight",
              // Below the names of the weekends.
              dy: 16,
              fontSize: 11,
              fill: "var(--ink)",
            }}
          />
        )}
      </ComposedChart>
    </ResponsiveContainer>
  );
}

/** What a day says on hover. */
function LiftTip({
  active,
  payload,
}: {
  readonly active?: boolean;
  readonly payload?: readonly { payload?: unknown }[];
}) {
  const point = payload?.[0]?.payload as Partial<LiftPoint> | undefined;
  if (active !== true || point?.day === undefined) return null;
  return (
    <div className={style.tip}>
      <b>{dayLabel(point.day, true)}</b>
      {point.estimate != null && <span className="num">{changeLabel(point.estimate)}</span>}
      <span className="num soft">
        {point.reason ?? intervalLabel({ low: point.low ?? null, high: point.high ?? null })}
      </span>
    </div>
  );
}
