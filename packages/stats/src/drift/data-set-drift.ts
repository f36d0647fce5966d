import { type Degenerate, degenerate, isDegenerate, requireOpenShare } from "../degenerate.ts";
import { type ColumnDrift, type ColumnDriftOptions, type ColumnPair, columnDrift } from "./column-drift.ts";

export interface DataSetDrift {
  /** Every column, in the order given; one that bears no answer says why and counts as not drifted. */
  readonly columns: readonly { readonly name: string; readonly result: ColumnDrift | Degenerate }[];
  readonly driftedColumns: number;
  /** Drifted columns over all columns, 0–1. */
  readonly driftedShare: number;
  readonly drifted: boolean;
}

/**
 * Drift of a whole data set: every column by its default test, and the set when enough of them drifted. Degenerate
 * `empty` without columns.
 *
 * @equation drifted ⇔ drifted columns / columns ≥ driftShare
 * @source Evidently DataDriftPreset (drift_share 0.5)
 * @default driftShare 0.5
 * @throws StatsInputError when driftShare is outside (0, 1), and as columnDrift
 */
export function dataSetDrift(
  columns: Iterable<readonly [string, ColumnPair]>,
  options: ColumnDriftOptions & { readonly driftShare?: number } = {},
): DataSetDrift | Degenerate {
  const driftShare = options.driftShare ?? 0.5;
  requireOpenShare("driftShare", driftShare);
  const results = Array.from(columns, ([name, column]) => ({ name, result: columnDrift(column, options) }));
  if (results.length === 0) return degenerate("empty", "the data set has no column");
  const driftedColumns = results.filter(({ result }) => !isDegenerate(result) && result.drifted).length;
  const driftedShare = driftedColumns / results.length;
  return { columns: results, driftedColumns, driftedShare, drifted: driftedShare >= driftShare };
}
