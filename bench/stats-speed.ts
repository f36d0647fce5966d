import { driftSpeed } from "./stats/drift-figures.ts";
import { readout, readoutAggregates } from "./stats/readout.ts";

/**
 * Milliseconds of what panels wait for: drift measures on 2 × 1 million values, and a readout of 20 metrics × 50
 * segments from aggregates (`readoutMs` is the median of 20, `readoutFirstMs` the first in a fresh process).
 */
export async function bench(): Promise<{ suite: string; figures: Record<string, number> }> {
  const aggregates = readoutAggregates();
  const times: number[] = [];
  let readings = 0;
  for (let round = 0; round < 20; round++) {
    const started = performance.now();
    readings = readout(aggregates);
    times.push(performance.now() - started);
  }
  const first = times[0]!;
  times.sort((a, b) => a - b);
  const rounded = (value: number): number => Math.round(value * 100) / 100;
  return {
    suite: "stats-speed",
    figures: {
      readoutMs: rounded(times[times.length >> 1]!),
      readoutFirstMs: rounded(first),
      readings,
      ...driftSpeed(),
    },
  };
}
