import { allFinite, type Degenerate, degenerate, requireOpenShare, StatsInputError } from "../degenerate.ts";
import { quantileOfSorted } from "./quantile-summary.ts";

/**
 * The cap of a metric: a percentile of its values over all arms together, zeros left out (most shoppers buy nothing,
 * and a percentile of all would often be 0). Degenerate when no value counts.
 *
 * @equation cap = quantile(q) of { x : x ≠ 0 }
 * @source GrowthBook, metric capping by percentile with zeros ignored
 * @default ignoreZeros true
 * @throws StatsInputError unless 0 < q < 1
 */
export function percentileCap(values: ArrayLike<number>, q: number, ignoreZeros = true): number | Degenerate {
  requireOpenShare("q", q);
  if (!allFinite(values)) return degenerate("not-finite", "The values hold one that is not a finite number.");
  // Most values are zero, and there may be ten million: they are never copied.
  let count = 0;
  for (let i = 0; i < values.length; i++) if (!ignoreZeros || values[i] !== 0) count++;
  const selected = new Float64Array(count);
  let next = 0;
  for (let i = 0; i < values.length; i++) if (!ignoreZeros || values[i] !== 0) selected[next++] = values[i] as number;
  if (selected.length === 0) return degenerate("empty", ignoreZeros ? "Every value is zero." : "There are no values.");
  return quantileOfSorted(selected.sort(), q);
}

/**
 * Values with everything above `cap` set to it (and below `floor`, when given); the input is left alone.
 * Infinite values are capped like others; NaN is degenerate.
 *
 * @equation x' = min(max(x, floor), cap)
 * @source Dixon (1960), Annals of Mathematical Statistics 31:385 (winsorised values)
 * @default floor none
 * @throws StatsInputError when cap is NaN or below floor
 */
export function winsorise(
  values: ArrayLike<number>,
  cap: number,
  floor = Number.NEGATIVE_INFINITY,
): Float64Array | Degenerate {
  if (!(cap >= floor)) throw new StatsInputError("cap", `must be a number not below ${floor}, got ${cap}`);
  const capped = new Float64Array(values.length);
  for (let i = 0; i < capped.length; i++) {
    const value = Math.min(cap, Math.max(floor, values[i] as number));
    if (Number.isNaN(value)) return degenerate("not-finite", "The values hold one that is not a number.");
    capped[i] = value;
  }
  return capped;
}
