/** A series without gaps, and where it began. */
export interface FilledSeries {
  readonly values: Float64Array;
  /** Periods cut from the start because nothing was known yet. */
  readonly start: number;
  /** Gaps that were filled. */
  readonly filled: number;
}

/**
 * Makes a history that forecasters take: NaN before the first value is cut off (not yet sold), NaN inside and at the end
 * becomes a straight line between its neighbours (`linear`), or `zero` where no record means no sale.
 */
export function fillGaps(values: Float64Array, gaps: "linear" | "zero"): FilledSeries {
  let start = 0;
  while (start < values.length && Number.isNaN(values[start]!)) start++;
  const out = values.slice(start);
  let filled = 0;
  for (let t = 0; t < out.length; t++) {
    if (!Number.isNaN(out[t]!)) continue;
    let end = t;
    while (end < out.length && Number.isNaN(out[end]!)) end++;
    const before = out[t - 1]!;
    const after = end < out.length ? out[end]! : before;
    for (let k = t; k < end; k++)
      out[k] = gaps === "zero" ? 0 : before + ((after - before) * (k - t + 1)) / (end - t + 1);
    filled += end - t;
    t = end;
  }
  return { values: out, start, filled };
}
