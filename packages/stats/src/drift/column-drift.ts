import {
  type Degenerate,
  degenerate,
  isDegenerate,
  requireOpenShare,
  requirePositive,
  requireShare,
} from "../degenerate.ts";
import { binaryZ } from "./binary-z.ts";
import { binCounts } from "./bins.ts";
import { categoryCounts } from "./category-counts.ts";
import { chiSquareGoodnessOfFit } from "./chi-square-tests.ts";
import { kolmogorovSmirnov } from "./kolmogorov-smirnov.ts";
import { jensenShannon } from "./share-distances.ts";
import { wasserstein } from "./wasserstein.ts";

/** One column in two periods. Missing values (NaN, null) are left out and counted. */
export type ColumnPair =
  | { readonly kind: "numeric"; readonly reference: ArrayLike<number>; readonly current: ArrayLike<number> }
  | {
      readonly kind: "categorical";
      readonly reference: readonly (string | null)[];
      readonly current: readonly (string | null)[];
    };

export type DriftTest = "kolmogorov-smirnov" | "chi-square" | "z" | "wasserstein" | "jensen-shannon";

export interface ColumnDriftOptions {
  /** Below this p-value a test finds drift. */
  readonly significance?: number;
  /** At or above this distance a distance finds drift. */
  readonly distance?: number;
  /** Share of current rows in categories never seen before, above which a categorical column drifts whatever its test. */
  readonly unseenShare?: number;
}

export interface ColumnDrift {
  readonly test: DriftTest;
  /** The p-value of a test, or the distance. */
  readonly score: number;
  readonly scoreIs: "p-value" | "distance";
  readonly threshold: number;
  readonly drifted: boolean;
  /** Categories of the current period that the reference never held; always empty for numbers. */
  readonly unseen: readonly string[];
  readonly missingShare: { readonly reference: number; readonly current: number };
}

const SMALL_REFERENCE = 1000;
const FEW_VALUES = 5;

/**
 * Drift of one column by the default test for its type and size: up to 1,000 reference rows, KS for numbers, chi-square
 * for categories (and numbers of at most five values), z for two values; above, normed Wasserstein for numbers and
 * Jensen–Shannon for the rest. A category never seen before is drift. Degenerate: `empty`, `not-finite` for infinities,
 * `constant` never: two constant, equal columns have not drifted (p = 1 or distance 0).
 *
 * @equation drifted ⇔ p < 0.05, or distance ≥ 0.1
 * @source Evidently stattests/registry.py, _get_default_stattest
 * @default significance 0.05
 * @default distance 0.1
 * @default unseenShare 0
 * @throws StatsInputError when significance is outside (0, 1), distance not above zero or unseenShare outside [0, 1]
 */
export function columnDrift(column: ColumnPair, options: ColumnDriftOptions = {}): ColumnDrift | Degenerate {
  const { significance = 0.05, distance = 0.1, unseenShare = 0 } = options;
  requireOpenShare("significance", significance);
  requirePositive("distance", distance);
  requireShare("unseenShare", unseenShare);
  const sides = column.kind === "numeric" ? numericSides(column) : categoricalSides(column);
  if (sides.rows[0] === 0) return degenerate("empty", "the reference holds no value");
  if (sides.rows[1] === 0) return degenerate("empty", "the current period holds no value");
  const chosen = sides.numbers && sides.distinct > FEW_VALUES ? numericScore(sides.numbers) : countScore(sides);
  if (isDegenerate(chosen)) return chosen;
  const threshold = chosen.scoreIs === "p-value" ? significance : distance;
  const byTest = chosen.scoreIs === "p-value" ? chosen.score < threshold : chosen.score >= threshold;
  const { unseen, missingShare } = sides;
  return { ...chosen, threshold, drifted: byTest || sides.unseenShare > unseenShare, unseen, missingShare };
}

interface Sides {
  /** Known values of the reference and of the current period. */
  rows: readonly [number, number];
  /** Distinct values of both sides together; counted no further than one beyond FEW_VALUES for numbers. */
  distinct: number;
  unseen: readonly string[];
  /** Share of the current period's known values that lie in unseen categories. */
  unseenShare: number;
  missingShare: ColumnDrift["missingShare"];
  counts: () => { reference: Float64Array; current: Float64Array } | Degenerate;
  numbers?: { reference: Float64Array; current: Float64Array };
}

type Score = Pick<ColumnDrift, "test" | "score" | "scoreIs">;

function numericScore(sides: { reference: Float64Array; current: Float64Array }): Score | Degenerate {
  if (sides.reference.length <= SMALL_REFERENCE) {
    const result = kolmogorovSmirnov(sides.reference, sides.current);
    if (isDegenerate(result)) return result;
    return { test: "kolmogorov-smirnov", score: result.pValue, scoreIs: "p-value" };
  }
  const result = wasserstein(sides.reference, sides.current);
  return isDegenerate(result) ? result : { test: "wasserstein", score: result.normed, scoreIs: "distance" };
}

function countScore({ rows, distinct, counts }: Sides): Score | Degenerate {
  const sides = counts();
  if (isDegenerate(sides)) return sides;
  const { reference, current } = sides;
  if (rows[0] > SMALL_REFERENCE) {
    const result = jensenShannon(reference, current);
    return isDegenerate(result) ? result : { test: "jensen-shannon", score: result, scoreIs: "distance" };
  }
  const test = distinct > 2 ? "chi-square" : "z";
  const result =
    distinct > 2 ? chiSquareGoodnessOfFit(current, reference) : binaryZ(reference[0]!, rows[0], current[0]!, rows[1]);
  if (!isDegenerate(result)) return { test, score: result.pValue, scoreIs: "p-value" };
  return result.degenerate === "constant" ? { test, score: 1, scoreIs: "p-value" } : result;
}

function numericSides(column: Extract<ColumnPair, { kind: "numeric" }>): Sides {
  const known = (values: ArrayLike<number>) => Float64Array.from(values).filter((value) => !Number.isNaN(value));
  const numbers = { reference: known(column.reference), current: known(column.current) };
  const seen = new Set<number>();
  for (const side of [numbers.reference, numbers.current])
    for (let i = 0; i < side.length && seen.size <= FEW_VALUES; i++) seen.add(side[i]!);
  return {
    rows: [numbers.reference.length, numbers.current.length],
    distinct: seen.size,
    unseen: [],
    unseenShare: 0,
    missingShare: missing(column, numbers.reference.length, numbers.current.length),
    counts: () => binCounts(numbers.reference, numbers.current, { kind: "values" }),
    numbers,
  };
}

function categoricalSides(column: Extract<ColumnPair, { kind: "categorical" }>): Sides {
  const reference = column.reference.filter((value) => value !== null);
  const current = column.current.filter((value) => value !== null);
  const counts = categoryCounts(reference, current);
  const neverSeen = counts.current.filter((_, k) => counts.reference[k] === 0);
  return {
    rows: [reference.length, current.length],
    distinct: counts.categories.length,
    unseen: counts.unseen,
    unseenShare: current.length === 0 ? 0 : neverSeen.reduce((sum, count) => sum + count, 0) / current.length,
    missingShare: missing(column, reference.length, current.length),
    counts: () => counts,
  };
}

function missing(column: ColumnPair, reference: number, current: number): ColumnDrift["missingShare"] {
  const share = (known: number, all: number) => (all === 0 ? 0 : 1 - known / all);
  return {
    reference: share(reference, column.reference.length),
    current: share(current, column.current.length),
  };
}
