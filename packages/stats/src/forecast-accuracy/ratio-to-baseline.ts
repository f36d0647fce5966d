import { type Degenerate, degenerate } from "../degenerate.ts";

/**
 * A ratio, or `zero-baseline` when the baseline is 0 or so small that the ratio leaves the range of doubles.
 *
 * @equation value / baseline
 * @source definition
 */
export function ratioToBaseline(value: number, baseline: number, what: string): number | Degenerate {
  const ratio = value / baseline;
  return Number.isFinite(ratio) ? ratio : degenerate("zero-baseline", `${what} is ${baseline}`);
}
