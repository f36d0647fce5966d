import { type Degenerate, isDegenerate } from "../degenerate.ts";
import { kolmogorovSf } from "./kolmogorov-distribution.ts";
import { ksExactP } from "./ks-exact-p.ts";
import { type NumericSample, sortSample } from "./sorted-sample.ts";

export interface KolmogorovSmirnovOptions {
  /** `auto` is exact where that takes a few tenths of a second at most, else asymptotic. */
  readonly method?: "auto" | "exact" | "asymptotic";
}

export interface KolmogorovSmirnov {
  /** Largest gap between the two distribution functions, 0–1. */
  readonly statistic: number;
  /** Where the gap is: share of the reference at or below this value against that of the current sample. */
  readonly location: number;
  readonly pValue: number;
  readonly method: "exact" | "asymptotic";
}

const EXACT_SIZE = 10_000;
const EXACT_STEPS = 3e7;

/**
 * Two-sample Kolmogorov–Smirnov test, two-sided. The exact p assumes no ties (with ties it errs on the careful side);
 * `auto` takes it up to 10,000 values a side as SciPy does, unless the band of paths is so wide that it would take
 * long (then p is far below any threshold). Degenerate: `empty`, `not-finite`.
 *
 * @equation D = sup_x |F(x) − G(x)|; asymptotic p = Q(√(nm/(n+m)) D), Q of Kolmogorov
 * @source Smirnov (1939); Hodges (1958), Arkiv för Matematik 3:469
 * @default method "auto"
 * @throws StatsInputError when the exact p is asked for and n·m is beyond exact range
 */
export function kolmogorovSmirnov(
  reference: NumericSample,
  current: NumericSample,
  options: KolmogorovSmirnovOptions = {},
): KolmogorovSmirnov | Degenerate {
  const first = sortSample(reference);
  if (isDegenerate(first)) return first;
  const second = sortSample(current);
  if (isDegenerate(second)) return second;
  const n = first.sorted.length;
  const m = second.sorted.length;
  const { statistic, location, ranks } = largestGap(first.sorted, second.sorted);
  const chosenMethod = options.method ?? "auto";
  const feasible = Math.max(n, m) <= EXACT_SIZE && 2 * statistic * n * m <= EXACT_STEPS;
  if (chosenMethod === "exact" || (chosenMethod === "auto" && feasible)) {
    const numerator = Math.abs(ranks[0] * m - ranks[1] * n);
    return { statistic, location, pValue: ksExactP(numerator, n, m), method: "exact" };
  }
  const size = n * (m / (n + m));
  return { statistic, location, pValue: kolmogorovSf(Math.sqrt(size) * statistic), method: "asymptotic" };
}

interface Gap {
  statistic: number;
  location: number;
  /** Values of either sample at or below the location. */
  ranks: readonly [number, number];
}

function largestGap(a: Float64Array, b: Float64Array): Gap {
  const n = a.length;
  const m = b.length;
  let i = 0;
  let j = 0;
  let statistic = 0;
  let location = Math.min(a[0]!, b[0]!);
  let ranks: readonly [number, number] = [0, 0];
  while (i < n && j < m) {
    const x = Math.min(a[i]!, b[j]!);
    while (i < n && a[i]! === x) i++;
    while (j < m && b[j]! === x) j++;
    const gap = Math.abs(i / n - j / m);
    if (gap > statistic) {
      statistic = gap;
      location = x;
      ranks = [i, j];
    }
  }
  return { statistic, location, ranks };
}
