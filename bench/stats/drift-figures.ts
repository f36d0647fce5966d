import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { isDegenerate } from "@aisle/stats/degenerate";
import { kolmogorovSmirnov } from "@aisle/stats/drift/kolmogorov-smirnov";
import { psiOfSamples } from "@aisle/stats/drift/psi";
import { wasserstein } from "@aisle/stats/drift/wasserstein";
import { normalDraw, seededRandom } from "@aisle/stats/seeded-random";

export interface DriftSpeed {
  /** Median milliseconds of one call on two raw, unsorted samples of a million values each, sorting included. */
  readonly ksMs: number;
  readonly psiMs: number;
  readonly wassersteinMs: number;
}

/** Times the three drift measures that panels call most, on 2 × 1 million values: a normal one and a shifted one. */
export function driftSpeed(size = 1_000_000, rounds = 5): DriftSpeed {
  const random = seededRandom("drift speed");
  const reference = Float64Array.from({ length: size }, () => normalDraw(random));
  const current = Float64Array.from({ length: size }, () => normalDraw(random) * 1.1 + 0.05);
  return {
    ksMs: medianMs(rounds, () => kolmogorovSmirnov(reference, current)),
    psiMs: medianMs(rounds, () => psiOfSamples(reference, current)),
    wassersteinMs: medianMs(rounds, () => wasserstein(reference, current)),
  };
}

function medianMs(rounds: number, measure: () => unknown): number {
  const times: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const started = performance.now();
    const result = measure();
    times.push(performance.now() - started);
    if (isDegenerate(result)) throw new Error(result.detail);
  }
  const sorted = times.slice(1).sort((a, b) => a - b);
  return Math.round(sorted[sorted.length >> 1]! * 10) / 10;
}

export type BikeColumn = "temp" | "hum" | "windspeed" | "cnt";

export interface BikeWeek {
  readonly week: 1 | 2 | 3;
  readonly column: BikeColumn;
  readonly statistic: number;
  readonly pValue: number;
}

export interface BikeSharingFigures {
  /** KS of each week against the reference month, for each column. */
  readonly weeks: readonly BikeWeek[];
  /** Mean of cnt in the reference and in weeks 1 to 3. */
  readonly meanCount: readonly number[];
}

const columns: readonly BikeColumn[] = ["temp", "hum", "windspeed", "cnt"];
/** First and last day of the reference and of weeks 1 to 3; weeks 1 and 2 share a day, as in Evidently's tutorial. */
const periods: readonly (readonly [string, string])[] = [
  ["2011-01-01", "2011-01-28"],
  ["2011-01-29", "2011-02-07"],
  ["2011-02-07", "2011-02-14"],
  ["2011-02-15", "2011-02-21"],
];

/** The drift figures of the bicycle-demand tutorial, from the file `hour.csv.gz` of drift-bike-sharing. */
export function bikeSharingFigures(path: string): BikeSharingFigures {
  const [head, ...lines] = gunzipSync(readFileSync(path)).toString("utf8").trim().split(/\r?\n/);
  const place = new Map((head ?? "").split(",").map((name, i) => [name, i]));
  const rows = lines.map((line) => line.split(","));
  const valuesOf = (column: string, [from, to]: readonly [string, string]) =>
    Float64Array.from(
      rows.filter((row) => row[place.get("dteday")!]! >= from && row[place.get("dteday")!]! <= to),
      (row) => Number(row[place.get(column)!]),
    );
  const weeks = columns.flatMap((column) =>
    ([1, 2, 3] as const).map((week): BikeWeek => {
      const result = kolmogorovSmirnov(valuesOf(column, periods[0]!), valuesOf(column, periods[week]!));
      if (isDegenerate(result)) throw new Error(`${column}, week ${week}: ${result.detail}`);
      return { week, column, statistic: result.statistic, pValue: result.pValue };
    }),
  );
  const meanCount = periods.map((period) => {
    const counts = valuesOf("cnt", period);
    return counts.reduce((sum, count) => sum + count, 0) / counts.length;
  });
  return { weeks, meanCount };
}
