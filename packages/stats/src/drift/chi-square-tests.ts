import { type Degenerate, degenerate, requireSameLength } from "../degenerate.ts";
import { chiSquareSf } from "../distributions/chi-square.ts";
import { clampP } from "../distributions/normal.ts";
import { totalOfCounts } from "./shares.ts";

export interface ChiSquareTest {
  readonly statistic: number;
  readonly degreesOfFreedom: number;
  readonly pValue: number;
  /** Smallest expected count; below 5 the p-value is rough. */
  readonly smallestExpected: number;
}

/**
 * Chi-square goodness of fit: do counts follow the expected weights (any scale)? A cell that is expected never but
 * holds a count makes the statistic infinite and p the smallest p there is: what was never seen before is drift. Cells
 * with neither are left out. Degenerate: `empty`, `constant` when fewer than two cells are expected and nothing is
 * unexpected.
 *
 * @equation χ² = Σ (O_k − E_k)² / E_k, E_k = n w_k / Σ w, cells with E_k > 0 less one degrees of freedom
 * @source Pearson (1900), Philosophical Magazine 50:157
 * @throws StatsInputError when lengths differ, or a count or weight is negative or not finite
 */
export function chiSquareGoodnessOfFit(
  observed: ArrayLike<number>,
  expectedWeights: ArrayLike<number>,
): ChiSquareTest | Degenerate {
  requireSameLength("expectedWeights", observed, expectedWeights);
  const n = totalOfCounts("observed", observed);
  const weight = totalOfCounts("expectedWeights", expectedWeights);
  if (n === 0) return degenerate("empty", "nothing was observed");
  if (weight === 0) return degenerate("empty", "nothing is expected");
  let statistic = 0;
  let cells = 0;
  let smallestExpected = Number.POSITIVE_INFINITY;
  for (let k = 0; k < observed.length; k++) {
    if (expectedWeights[k] === 0) {
      if (observed[k]! > 0) statistic = Number.POSITIVE_INFINITY;
      continue;
    }
    const expected = n * (expectedWeights[k]! / weight);
    if (!(expected > 0)) return degenerate("low-counts", `cell ${k} expects next to nothing`);
    statistic += (observed[k]! - expected) ** 2 / expected;
    smallestExpected = Math.min(smallestExpected, expected);
    cells++;
  }
  if (statistic === Number.POSITIVE_INFINITY)
    return { statistic, degreesOfFreedom: Math.max(1, cells - 1), pValue: clampP(0), smallestExpected: 0 };
  if (cells < 2) return degenerate("constant", "only one category was seen, before and now");
  const degreesOfFreedom = cells - 1;
  return { statistic, degreesOfFreedom, pValue: clampP(chiSquareSf(statistic, degreesOfFreedom)), smallestExpected };
}

/**
 * Chi-square test of a contingency table (rows of equal length): are rows and columns independent? Rows and columns
 * without counts are left out. Yates' correction applies to 2 × 2 only. Degenerate: `empty`, `constant` when fewer than
 * two rows or columns remain.
 *
 * @equation χ² = Σ (|O − E| − c)² / E, c = min(½, |O − E|) for 2 × 2 with Yates, else 0; df = (r − 1)(c − 1)
 * @source Pearson (1900); Yates (1934), Supplement to the JRSS 1:217; SciPy chi2_contingency
 * @default yates true
 * @throws StatsInputError when rows differ in length, or a count is negative or not finite
 */
export function chiSquareContingency(
  table: readonly ArrayLike<number>[],
  options: { readonly yates?: boolean } = {},
): ChiSquareTest | Degenerate {
  for (const row of table) requireSameLength("table", table[0]!, row);
  const rows = table.filter((row) => totalOfCounts("table", row) > 0);
  if (rows.length === 0) return degenerate("empty", "the table counts nothing");
  const columns = Array.from({ length: rows[0]!.length }, (_, k) => k)
    .map((k) => Float64Array.from(rows, (row) => row[k]!))
    .filter((column) => column.some((count) => count > 0));
  if (rows.length < 2 || columns.length < 2)
    return degenerate(
      "constant",
      `${rows.length} rows and ${columns.length} columns hold counts; two of each are needed`,
    );
  const rowTotals = rows.map((row) => totalOfCounts("table", row));
  const total = totalOfCounts("table", rowTotals);
  const degreesOfFreedom = (rows.length - 1) * (columns.length - 1);
  const corrected = degreesOfFreedom === 1 && (options.yates ?? true);
  let statistic = 0;
  let smallestExpected = Number.POSITIVE_INFINITY;
  for (const column of columns) {
    const columnTotal = totalOfCounts("table", column);
    for (let r = 0; r < rowTotals.length; r++) {
      const expected = rowTotals[r]! * (columnTotal / total);
      if (!(expected > 0)) return degenerate("low-counts", `row ${r} expects next to nothing in a column`);
      const gap = Math.abs(column[r]! - expected);
      const correctedGap = corrected ? gap - Math.min(0.5, gap) : gap;
      statistic += (correctedGap * correctedGap) / expected;
      smallestExpected = Math.min(smallestExpected, expected);
    }
  }
  return { statistic, degreesOfFreedom, pValue: clampP(chiSquareSf(statistic, degreesOfFreedom)), smallestExpected };
}
