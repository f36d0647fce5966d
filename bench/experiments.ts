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
  const stored: Uint8Array[] = [];
  const first = twoWeeks(stored);
  return {
    suite: "experiments",
    figures: {
      exposures,
      metrics: benchExperiment.spec.metrics.length,
      ...first,
      ...oneMoreDay(stored),
      peakMb: Math.round(process.resourceUsage().maxRSS / 1024),
    },
  };
}

const seconds = (since: number): number => Math.round(performance.now() - since) / 1000;
const readAt = (fold: ExperimentFold, day: number) =>
  readExperiment(fold, benchExperiment, { at: benchStart + day * dayMs, timeZone: "Europe/Berlin" });

function twoWeeks(stored: Uint8Array[]) {
  const fold = ExperimentFold.for(benchExperiment.spec);
  const folding = performance.now();
  const rows = addUnits(fold, 0, exposures, days, 0);
  const unitsPerSecond = Math.round(exposures / seconds(folding));
  const reading = performance.now();
  const { withheld } = readAt(fold, days);
  const readoutSeconds = seconds(reading);
  if (withheld) throw new Error("the reading is withheld");
  const storing = performance.now();
  stored.push(foldToBytes(fold));
  return { rows, unitsPerSecond, readoutSeconds, storeSeconds: seconds(storing) };
}

/** As the job does it: the stored bytes are let go when the fold is made of them. */
function oneMoreDay(stored: Uint8Array[]) {
  const started = performance.now();
  const fold = foldFromBytes(stored.pop()!);
  const more = Math.round(exposures / days);
  addUnits(fold, exposures, more, 1, days);
  const storedMb = Math.round(foldToBytes(fold).length / 1e6);
  const nextDaySeconds = seconds(started);
  const { units, metrics } = readAt(fold, days + 1);
  const total = Object.values(units).reduce((sum, count) => sum + count, 0);
  if (total !== exposures + more) throw new Error(`${total} units were read, ${exposures + more} were folded`);
  if (metrics.some(({ effects }) => effects.some((effect) => "reason" in effect)))
    throw new Error("the reading is not whole");
  return { storedMb, nextDaySeconds };
}
