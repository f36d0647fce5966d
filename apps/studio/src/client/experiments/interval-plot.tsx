import type { ReadingInterval } from "../../server/experiment-types.ts";
import style from "./experiments.module.css";

/** An interval with its estimate on a scale that reaches as far to both sides of 0; the numbers beside it say the same. */
export function IntervalPlot({
  interval: { low, high },
  estimate,
  reach,
  limit,
  strong = false,
  width = 220,
}: {
  readonly interval: ReadingInterval;
  readonly estimate: number;
  /** What both ends of the scale stand for: 0.1 is ±10 %. */
  readonly reach: number;
  /** Change for the worse that is still accepted, with its sign. */
  readonly limit?: number | undefined;
  readonly strong?: boolean;
  readonly width?: number;
}) {
  const middle = width / 2;
  const at = (value: number) => middle + (Math.max(-1, Math.min(1, value / reach)) * (width - 12)) / 2;
  const from = at(low ?? -reach);
  const to = at(high ?? reach);
  const cutLow = low === null || low < -reach;
  const cutHigh = high === null || high > reach;
  return (
    <svg className={style.interval} viewBox={`0 0 ${width} 20`} width={width} height={20} aria-hidden>
      <line className={style.zero} x1={middle} x2={middle} y1={-4} y2={24} />
      {limit !== undefined && Math.abs(limit) <= reach && (
        <line className={style.limit} x1={at(limit)} x2={at(limit)} y1={1} y2={19} />
      )}
      <line className={strong ? style.bandStrong : style.band} x1={from} x2={to} y1={10} y2={10} />
      {cutLow && <path className={style.cut} d={`M${from + 1} 6 L${from - 4} 10 L${from + 1} 14`} />}
      {cutHigh && <path className={style.cut} d={`M${to - 1} 6 L${to + 4} 10 L${to - 1} 14`} />}
      {Math.abs(estimate) <= reach && (
        <rect
          className={strong ? style.pointStrong : style.point}
          x={at(estimate) - 4}
          y={6}
          width={8}
          height={8}
          rx={1.5}
        />
      )}
    </svg>
  );
}
