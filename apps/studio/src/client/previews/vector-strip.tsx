import style from "./previews.module.css";

/** A vector as a heat strip: darker where stretches of it are larger. */
export function VectorStrip({
  strip,
  dimension,
  embedder,
}: {
  readonly strip: readonly number[];
  readonly dimension: number;
  readonly embedder: string;
}) {
  const bars = strip.map((value, at) => ({ x: at * 4, value }));
  return (
    <div>
      <svg
        width="100%"
        height={12}
        viewBox={`0 0 ${strip.length * 4} 12`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${dimension} numbers by ${embedder}`}
      >
        {bars.map(({ x, value }) => (
          <rect key={x} x={x} width="3" height="12" rx="1" fill="var(--t-vector)" opacity={0.1 + value * 0.9} />
        ))}
      </svg>
      <div className={style.strip} style={{ marginTop: 4 }} title={`by ${embedder}`}>
        {dimension} numbers
      </div>
    </div>
  );
}
