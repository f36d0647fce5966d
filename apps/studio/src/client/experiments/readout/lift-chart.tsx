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
  cutMarks,
  dayAfter,
  dayLabel,
  type LiftPoint,
  type LiftSeries,
  liftReach,
  placedAnnotations,
  roundTicks,
} from "./lift-series.ts";
import { markText } from "./mark-text.ts";
import style from "./readout.module.css";

/** Parts of the reach that are left free for labels. */
const above = 0.36;
const below = 0.2;

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
  const within = (value: number) => Math.max(-reach, Math.min(reach, value));
  const rows = [
    ...points.map((point) => ({
      ...point,
      // Where the line leaves the axis it is left out, and the mark of the cut stands there.
      line: point.estimate === null || Math.abs(point.estimate) > reach ? null : point.estimate,
      band:
        point.low === null && point.high === null ? null : [within(point.low ?? -reach), within(point.high ?? reach)],
    })),
    ...expected.map(({ at, low, high }) => ({ at, expectedLow: low, expectedHigh: high })),
  ].toSorted((a, b) => a.at - b.at);
  const marks = spacedMarks(
    placedAnnotations(annotations, first, timeZone)
      .filter(({ at, annotation: { kind } }) => kind !== "started" && at >= 0 && at < span)
      .map(({ at, annotation }) => ({ at, text: markText(annotation) })),
    0,
    span,
    isNarrow ? 0.4 : 0.16,
  );
  const end = expected.at(-1);
  const every = Math.max(1, Math.ceil(span / (isNarrow ? 5 : 14)));
  const ticks = Array.from({ length: span }, (_, day) => day + 0.5).filter((_, day) => day % every === 0);
  return (
    <ResponsiveContainer>
      <ComposedChart
        data={rows}
        margin={isNarrow ? { ...chartMargin, left: 14 } : chartMargin}
        accessibilityLayer={false}
      >
        {weekends.map(({ from, to }) => (
          <ReferenceArea
            key={from}
            x1={from}
            x2={to}
            fill="var(--sunk)"
            fillOpacity={1}
            label={
              isNarrow ? "" : { value: "weekend", position: "insideTop", dy: 15, fontSize: 11, fill: "var(--ink-3)" }
            }
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
          // Above and below what is drawn there is room for the names of days and of what happened.
          domain={[-reach * (1 + below), reach * (1 + above)]}
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
          dataKey="line"
          stroke="var(--accent)"
          strokeWidth={2.25}
          dot={false}
          activeDot={{ r: 4 }}
          isAnimationActive={false}
          connectNulls={false}
        />
        {cutMarks(points, reach).map(({ at, side }) => (
          <ReferenceDot key={`${at} ${side}`} x={at} y={side * reach} shape={<CutMark side={side} />} />
        ))}
        {last !== undefined && Math.abs(last.estimate!) <= reach && (
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
              // Above the names of the weekends.
              dy: -4,
              fontSize: 11,
              fill: "var(--ink)",
            }}
          />
        )}
      </ComposedChart>
    </ResponsiveContainer>
  );
}

/** An arrow out of the chart, where an interval goes on beyond its axis. */
function CutMark({ cx = 0, cy = 0, side }: { readonly cx?: number; readonly cy?: number; readonly side: 1 | -1 }) {
  return (
    <path
      d={`M${cx - 4} ${cy + side * 6} L${cx} ${cy} L${cx + 4} ${cy + side * 6}`}
      fill="none"
      stroke="var(--accent)"
      strokeWidth={1.5}
    />
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
