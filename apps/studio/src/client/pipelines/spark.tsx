/** A small line of counts over time, for a table row; the number beside it says the last. */
export function Spark({ values }: { readonly values: readonly number[] }) {
  if (values.length < 2) return null;
  const max = Math.max(1, ...values);
  const points = values
    .map((value, at) => `${((at / (values.length - 1)) * 72).toFixed(1)},${(15 - (value / max) * 13).toFixed(1)}`)
    .join(" ");
  return (
    <svg width="72" height="16" viewBox="0 0 72 16" role="img" aria-label={`up to ${max} requests an hour`}>
      <polyline points={points} fill="none" stroke="var(--ink-3)" strokeWidth="1.25" strokeLinejoin="round" />
    </svg>
  );
}
