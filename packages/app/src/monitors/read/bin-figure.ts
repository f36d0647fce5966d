import type { MonitorFigure } from "@aisle/contracts/monitor-reading";
import type { BinnedMonitor } from "./monitor-bins.ts";

/** What a person reads of a monitor's counts in a window. */
interface BinFigure {
  readonly unit: MonitorFigure["unit"];
  /** `score` is the window's distance from its reference. Null where nothing can be read. */
  readonly of: (counts: Float64Array, score: number | null) => number | null;
}

/** A share is itself, numbers are their median, forms of a field the share of rows that hold a value, a mix its distance. */
export function binFigure({ kind, labels, edges }: BinnedMonitor): BinFigure {
  if (kind === "share") return { unit: "share", of: (counts) => shareOf(counts, (bin) => bin === 0) };
  if (kind === "form") {
    const isEmpty = new Set(["missing", "null"].map((label) => labels.indexOf(label)));
    return { unit: "share", of: (counts) => shareOf(counts, (bin) => !isEmpty.has(bin)) };
  }
  if (kind === "numbers" && edges !== undefined) return { unit: "median", of: (counts) => medianOf(counts, edges) };
  return { unit: "distance", of: (_, score) => score };
}

/** The shares that an angle of at most `limit` leads to (2 arcsin √p, as the score has it). */
export function sharesWithin(share: number, limit: number): readonly [number, number] {
  const at = 2 * Math.asin(Math.sqrt(Math.min(1, Math.max(0, share))));
  const back = (angle: number) => Math.sin(Math.min(Math.PI, Math.max(0, angle)) / 2) ** 2;
  return [back(at - limit), back(at + limit)];
}

/** From the 5th to the 95th of 100 earlier figures; null below five. */
export function usualRange(past: readonly (number | null)[]): readonly [number, number] | null {
  const known = past.filter((each) => each !== null).sort((a, b) => a - b);
  if (known.length < 5) return null;
  const at = (share: number) => known[Math.round(share * (known.length - 1))]!;
  return [at(0.05), at(0.95)];
}

function shareOf(counts: Float64Array, isIn: (bin: number) => boolean): number | null {
  let all = 0;
  let part = 0;
  for (let bin = 0; bin < counts.length; bin++) {
    all += counts[bin]!;
    if (isIn(bin)) part += counts[bin]!;
  }
  return all === 0 ? null : part / all;
}

/** The median, as if values of a bin were spread evenly over it; at the ends, the edge. */
function medianOf(counts: Float64Array, edges: Float64Array): number | null {
  let all = 0;
  for (const count of counts) all += count;
  if (all === 0) return null;
  let left = all / 2;
  let bin = 0;
  while (bin < counts.length - 1 && counts[bin]! < left) left -= counts[bin++]!;
  const [low, high] = [edges[bin - 1], edges[bin]];
  if (low === undefined || high === undefined) return low ?? high ?? null;
  return low + ((high - low) * left) / counts[bin]!;
}
