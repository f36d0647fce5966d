import { ExperimentFold } from "@aisle/app/experiments/fold/experiment-fold";
import { foldFromBytes, foldToBytes } from "@aisle/app/experiments/fold/fold-bytes";
import { readExperiment } from "@aisle/app/experiments/read/read-experiment";
import { addUnits, benchExperiment, benchStart, dayMs } from "./experiments/shoppers.ts";

const exposures = Number(process.env.AISLE_BENCH_EXPOSURES ?? 10_000_000);
const days = 14;

/**
 * Ten million exposures over two weeks with what five metrics count of them: `unitsPerSecond` they are folded at, `readoutSeconds` the
 * whole reading takes (five metrics, segments, health, days), `nextDaySeconds` it takes to load the stored sums, fold one more day and
 * make the bytes to be stored. `peakMb` is the most memory that the process ever had.
 */
export async function bench(): Promise<{ suite: string; figures: Record<string, number> }> {
  const seconds = (since: number) => Math.round(performance.now() - since) / 1000;
  let fold: ExperimentFold | undefined = ExperimentFold.for(benchExperiment.spec);
  const folding = performance.now();
  const rows = addUnits(fold, 0, exposures, days, 0);
  const foldSeconds = seconds(folding);
  const reading = performance.now();
  const first = readExperiment(fold, benchExperiment, { at: benchStart + days * dayMs, timeZone: "Europe/Berlin" });
  const readoutSeconds = seconds(reading);
  const storing = performance.now();
  const bytes = foldToBytes(fold);
  const storeSeconds = seconds(storing);
  fold = undefined;
  const loading = performance.now();
  const next = foldFromBytes(bytes);
  const more = Math.round(exposures / days);
  addUnits(next, exposures, more, 1, days);
  const storedMb = foldToBytes(next).length / 1e6;
  const nextDaySeconds = seconds(loading);
  const second = readExperiment(next, benchExperiment, {
    at: benchStart + (days + 1) * dayMs,
    timeZone: "Europe/Berlin",
  });
  const total = Object.values(second.units).reduce((sum, count) => sum + count, 0);
  if (total !== exposures + more) throw new Error(`${total} units were read, ${exposures + more} were folded`);
  if (first.withheld || second.metrics.some(({ effects }) => effects.some((effect) => "reason" in effect)))
    throw new Error("the reading is not whole");
  return {
    suite: "experiments",
    figures: {
      exposures,
      metrics: benchExperiment.spec.metrics.length,
      rows,
      unitsPerSecond: Math.round(exposures / foldSeconds),
      readoutSeconds,
      storeSeconds,
      storedMb: Math.round(storedMb),
      nextDaySeconds,
      peakMb: Math.round(process.resourceUsage().maxRSS / 1024),
    },
  };
}
