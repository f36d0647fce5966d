import style from "./data-previews.module.css";

/** A number, large, with what it was in the runs before as a line. */
export function NumberSpark({
  value,
  earlier,
}: {
  readonly value: number;
  /** Values of earlier runs, oldest first. */
  readonly earlier: readonly number[];
}) {
  const points = [...earlier.slice(-19), value];
  const min = Math.min(...points);
  const span = Math.max(...points) - min || 1;
  const line = points
    .map((point, at) => `${(at / Math.max(1, points.length - 1)) * 100},${20 - ((point - min) / span) * 16}`)
    .join(" ");
  return (
    <div className={style.number}>
      <span className="num">{value.toLocaleString("en", { maximumSignificantDigits: 6 })}</span>
      {points.length > 1 && (
        <svg
          viewBox="0 0 100 22"
          preserveAspectRatio="none"
          role="img"
          aria-label={`In the last ${points.length} runs from ${min} to ${min + span}`}
        >
          <polyline
            points={line}
            fill="none"
            stroke="var(--t-value)"
            strokeWidth="1.5"
            vectorEffect="non-scaling-stroke"
          />
        </svg>
      )}
    </div>
  );
}
