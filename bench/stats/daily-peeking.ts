import { compareArms } from "@aisle/stats/effects/compare-arms";
import { proportionSummary } from "@aisle/stats/effects/sample-summary";
import type { Random } from "@aisle/stats/seeded-random";
import { confidenceSequence, type Look } from "@aisle/stats/sequential/confidence-sequence";
import { groupSequential } from "@aisle/stats/sequential/group-sequential";
import { msprtPath } from "@aisle/stats/sequential/msprt";
import { statsigSequential } from "@aisle/stats/sequential/statsig-sequential";
import { binomialDraw } from "./simulate.ts";
import { holds, sure, type Tally } from "./tally.ts";

const days = 28;
const unitsADay = 200;
const rate = 0.1;
const information = Array.from({ length: days }, (_, day) => (day + 1) / days);
const plans = (["obrien-fleming", "pocock"] as const).map((spending) => ({
  spending,
  looks: groupSequential(information, { spending }),
}));

/**
 * One experiment of four weeks on a rate of 10 %, read every day and stopped at the first significant reading. In an
 * A/A run that is a false positive; a sequential interval covers only if it holds the truth on every single day.
 */
export function peekingTrial(effect: number, random: Random, rejected: Tally, covered: Tally, naive: Tally): void {
  const looks: Look[] = [];
  const statistics: number[] = [];
  const counts = { control: 0, treatment: 0 };
  const sequences: { low: number; high: number; p: number }[] = [];
  const upwards: number[] = [];
  const statsig: { low: number; high: number; p: number }[] = [];
  for (let day = 1; day <= days; day++) {
    counts.control += binomialDraw(unitsADay, rate, random);
    counts.treatment += binomialDraw(unitsADay, rate + effect, random);
    const n = day * unitsADay;
    const control = sure(proportionSummary(counts.control, n));
    const treatment = sure(proportionSummary(counts.treatment, n));
    const look = sure(compareArms(control, treatment, { distribution: "normal" }));
    looks.push(look);
    statistics.push(look.statistic);
    const sequence = sure(confidenceSequence(look, 2 * n));
    sequences.push({ ...sequence.interval, p: sequence.pValue });
    upwards.push(sure(confidenceSequence(look, 2 * n, { alternative: "greater" })).pValue);
    const variant = sure(statsigSequential(control, treatment));
    statsig.push({ ...variant.interval, p: variant.pValue });
  }
  const mixture = msprtPath(looks, { mixingVariance: 0.02 ** 2 });
  const last = mixture.at(-1)!;
  if (effect === 0) {
    rejected.add(
      "daily.confidenceSequence",
      sequences.some((s) => s.p < 0.05),
    );
    rejected.add(
      "daily.confidenceSequence.oneSided",
      upwards.some((p) => p < 0.05),
    );
    rejected.add("daily.msprt", last.pValue < 0.05);
    rejected.add(
      "daily.statsigSequential",
      statsig.some((s) => s.p < 0.05),
    );
    for (const { spending, looks: planned } of plans) {
      const crossed = statistics.some((z, day) => Math.abs(z) >= planned[day]!.boundary);
      rejected.add(`daily.groupSequential.${spending}`, crossed);
    }
    naive.add("zReadOnceAtTheEnd", Math.abs(statistics.at(-1)!) > 1.959964);
    naive.add(
      "zReadDaily",
      statistics.some((z) => Math.abs(z) > 1.959964),
    );
    naive.add(
      "zReadWeekly",
      statistics.some((z, day) => (day + 1) % 7 === 0 && Math.abs(z) > 1.959964),
    );
  }
  covered.add(
    "everyDay.confidenceSequence",
    sequences.every((s) => holds(s, effect)),
  );
  covered.add("everyDay.msprt", holds(last.interval, effect));
  covered.add(
    "everyDay.statsigSequential",
    statsig.every((s) => holds(s, effect)),
  );
}
