import { type Degenerate, degenerate, requireCount, StatsInputError } from "../degenerate.ts";
import { clampP } from "../distributions/normal.ts";

export interface FisherExact {
  /** Sample odds ratio ad / bc; infinite when b or c is 0. */
  readonly oddsRatio: number;
  readonly pValue: number;
}

/** The likely tables number about 40 √n: above this they would take seconds. */
const LARGEST_TABLE = 1e12;
const NEGLIGIBLE = 1e-300;

/**
 * Fisher's exact test of a 2 × 2 table [[a, b], [c, d]] of whole counts. Two-sided p sums every table that is no more
 * likely than the one seen; `greater` asks whether a is larger than chance allows. Degenerate: `constant` when a row or
 * column is empty.
 *
 * @equation P(a) = C(a+b, a) C(c+d, c) / C(n, a+c)
 * @source Fisher (1935), JRSS 98:39; SciPy fisher_exact for the two-sided rule
 * @default alternative "two-sided"
 * @throws StatsInputError when a count is not a whole number of at least 0, or all add up to more than 1e12
 */
export function fisherExact(
  a: number,
  b: number,
  c: number,
  d: number,
  options: { readonly alternative?: "two-sided" | "greater" | "less" } = {},
): FisherExact | Degenerate {
  for (const [name, count] of [["a", a] as const, ["b", b] as const, ["c", c] as const, ["d", d] as const])
    requireCount(name, count);
  if (a + b + c + d > LARGEST_TABLE)
    throw new StatsInputError("a, b, c, d", "add up to more than 1e12; there chiSquareContingency is as good as exact");
  if (a + b === 0 || c + d === 0 || a + c === 0 || b + d === 0)
    return degenerate("constant", `a row or column of [[${a}, ${b}], [${c}, ${d}]] is empty`);
  const alternative = options.alternative ?? "two-sided";
  const { from, weights } = hypergeometricWeights(a + b, c + d, a + c);
  const seen = weights[a - from] ?? 0;
  let total = 0;
  let extreme = 0;
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i]!;
    total += weight;
    const counts =
      alternative === "greater" ? from + i >= a : alternative === "less" ? from + i <= a : weight <= seen * (1 + 1e-7);
    if (counts) extreme += weight;
  }
  return { oddsRatio: b * c === 0 ? Number.POSITIVE_INFINITY : (a / b) * (d / c), pValue: clampP(extreme / total) };
}

/**
 * Weights of every possible first cell, relative to the likeliest, by ratios of neighbours: exact in ratio at any size,
 * where log-factorials of large counts would lose digits. Stops before weights underflow: a subnormal weight times 0.9
 * rounds back to itself, and the walk would never end.
 */
function hypergeometricWeights(row1: number, row2: number, column1: number): { from: number; weights: Float64Array } {
  const lower = Math.max(0, column1 - row2);
  const upper = Math.min(row1, column1);
  const mode = Math.min(upper, Math.max(lower, Math.floor(((row1 + 1) * (column1 + 1)) / (row1 + row2 + 2))));
  const up = (x: number) => ((row1 - x) / (x + 1)) * ((column1 - x) / (row2 - column1 + x + 1));
  const below: number[] = [];
  for (let x = mode, weight = 1; x > lower; x--) {
    weight /= up(x - 1);
    if (weight < NEGLIGIBLE) break;
    below.push(weight);
  }
  const above: number[] = [];
  for (let x = mode, weight = 1; x < upper; x++) {
    weight *= up(x);
    if (weight < NEGLIGIBLE) break;
    above.push(weight);
  }
  return { from: mode - below.length, weights: Float64Array.from([...below.reverse(), 1, ...above]) };
}
