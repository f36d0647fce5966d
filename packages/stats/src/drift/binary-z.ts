import { type Degenerate, degenerate, requireCount, StatsInputError } from "../degenerate.ts";
import { clampP, normalSf } from "../distributions/normal.ts";

export interface BinaryZ {
  readonly z: number;
  readonly pValue: number;
  readonly referenceShare: number;
  readonly currentShare: number;
}

/**
 * Two-sided z test of a yes/no column with the pooled share. Degenerate: `empty` when a side has no rows, `constant`
 * when all rows of both sides are alike.
 *
 * @equation z = (q − p) / √(P (1 − P) (1/n + 1/m)), P = (x + y) / (n + m)
 * @source Pearson (1900) for two proportions; Evidently z_stattest.py
 * @throws StatsInputError when a count is not a whole number or exceeds its rows
 */
export function binaryZ(
  referenceYes: number,
  referenceRows: number,
  currentYes: number,
  currentRows: number,
): BinaryZ | Degenerate {
  for (const [name, yes, rows] of [
    ["referenceYes", referenceYes, referenceRows] as const,
    ["currentYes", currentYes, currentRows] as const,
  ]) {
    requireCount(name, yes);
    requireCount(`${name} rows`, rows);
    if (yes > rows) throw new StatsInputError(name, `${yes} is more than its ${rows} rows`);
  }
  if (referenceRows === 0 || currentRows === 0) return degenerate("empty", "a side has no rows");
  const yes = referenceYes + currentYes;
  const rows = referenceRows + currentRows;
  if (yes === 0 || yes === rows) return degenerate("constant", `all ${rows} rows are alike`);
  const referenceShare = referenceYes / referenceRows;
  const currentShare = currentYes / currentRows;
  const variance = (yes / rows) * ((rows - yes) / rows) * (1 / referenceRows + 1 / currentRows);
  const z = (currentShare - referenceShare) / Math.sqrt(variance);
  return { z, pValue: clampP(2 * normalSf(Math.abs(z))), referenceShare, currentShare };
}
