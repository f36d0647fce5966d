import { type Degenerate, degenerate } from "../degenerate.ts";
import { ascending } from "./ascending.ts";
import { valueFault } from "./usable-range.ts";

/** A numeric sample, sorted once so that several measures can share the work. Values may repeat; all are finite. */
export interface SortedSample {
  /** Values ascending. */
  readonly sorted: Float64Array;
  readonly mean: number;
  /** Population standard deviation (divided by n). */
  readonly standardDeviation: number;
}

/** What numeric drift measures take: raw values in any order, or a sample that is sorted already. */
export type NumericSample = ArrayLike<number> | SortedSample;

/**
 * Copies, checks and sorts a sample; about 0.05 µs a value. A sample that is sorted already is returned as it is.
 * Degenerate: `empty`, `not-finite` (take missing values out first; beyond ±1e145 counts as such).
 *
 * @equation x_(1) ≤ … ≤ x_(n)
 * @source definition
 */
export function sortSample(sample: NumericSample): SortedSample | Degenerate {
  if (isSorted(sample)) return sample;
  const n = sample.length;
  if (n === 0) return degenerate("empty", "the sample holds no value");
  const sorted = ascending(sample);
  if (sorted === null) return degenerate("not-finite", "a value is NaN or infinite");
  const fault = valueFault(sorted[0]!) ?? valueFault(sorted[n - 1]!);
  if (fault) return fault;
  const { mean, standardDeviation } = meanAndDeviation(sorted);
  return { sorted, mean, standardDeviation };
}

function isSorted(sample: NumericSample): sample is SortedSample {
  return "sorted" in sample;
}

/** Two passes around the first mean: stable for values that share a large offset, at any n. */
function meanAndDeviation(values: Float64Array): { mean: number; standardDeviation: number } {
  const n = values.length;
  const middle = values[n >> 1]!;
  let offset = 0;
  for (let i = 0; i < n; i++) offset += values[i]! - middle;
  const mean = middle + offset / n;
  let squares = 0;
  for (let i = 0; i < n; i++) {
    const gap = values[i]! - mean;
    squares += gap * gap;
  }
  return { mean, standardDeviation: values[0] === values[n - 1] ? 0 : Math.sqrt(squares / n) };
}
