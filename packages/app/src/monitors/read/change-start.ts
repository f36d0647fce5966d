import type { HourTable } from "./hour-table.ts";
import { sumOf } from "./judge-bins.ts";
import type { ComparedWindow } from "./windows.ts";

const hourMs = 3_600_000;

/** The earliest window of an unbroken row of changed ones that ends with the present one; `isChanged` are earlier ones, the newest first. */
export function firstChanged(
  window: ComparedWindow,
  past: readonly ComparedWindow[],
  isChanged: (index: number) => boolean,
): ComparedWindow {
  let found = window;
  for (const [i, each] of past.entries()) {
    if (each.window.to > found.window.from || !isChanged(i)) break;
    found = each;
  }
  return found;
}

/**
 * The hour at which a change of a monitor began: from there on the hours fit the present window better than the reference, by the
 * largest likelihood ratio (Page 1954, CUSUM). Looked for from one window before the first changed one on.
 */
export function changeStart(
  table: HourTable,
  monitor: number,
  window: ComparedWindow,
  first: ComparedWindow,
  before: Float64Array,
  now: Float64Array,
): number {
  const weights = ratios(before, now);
  const { from, to } = first.window;
  const earliest = from - (to - from);
  let sum = 0;
  let best = 0;
  let start = first.window.from;
  for (let at = window.window.to - hourMs; at >= earliest; at -= hourMs) {
    const counts = table.counts(monitor, [at]);
    for (let bin = 0; bin < counts.length; bin++) sum += counts[bin]! * weights[bin]!;
    if (sum <= best) continue;
    best = sum;
    start = at;
  }
  return start;
}

function ratios(before: Float64Array, now: Float64Array): Float64Array {
  const [m, n, bins] = [sumOf(before), sumOf(now), now.length];
  return now.map(
    (count, bin) => Math.log((count + 0.5) / (n + bins / 2)) - Math.log((before[bin]! + 0.5) / (m + bins / 2)),
  );
}
