import { seededRandom } from "@aisle/stats/seeded-random";
import { banditTrial, replayTrial } from "./stats/bandit-log.ts";
import { peekingTrial } from "./stats/daily-peeking.ts";
import { carefulDriftTests, driftTrial } from "./stats/drift-trial.ts";
import {
  multiplicityTrial,
  proportionTrial,
  searchTimeTrial,
  shopperTrial,
  spendTrial,
} from "./stats/fixed-horizon.ts";
import { type Tally, tally } from "./stats/tally.ts";

/** Coverage of exactly these is nominal by design; the rest may only be above (bounds, every-day validity). */
const conservative = /bernstein|everyDay|ranking\.interleaving/;
const controlled = /daily\.(confidence|msprt|statsig)|anyOf20\.(bonferroni|holm|benjamini)/;

/**
 * Simulated A/A and A/B experiments: false positives of every test and coverage of every interval, at a nominal 5 %,
 * what peeking does to the fixed-horizon test, and what off-policy intervals hold on logs too small for the normal
 * approximation. Half the experiments also run with an effect. `--experiments N` changes their number (10,000).
 */
export async function bench(args: string[]): Promise<{
  suite: string;
  figures: Record<string, number | string | boolean | Record<string, number>>;
}> {
  const asked = args.indexOf("--experiments");
  const experiments = asked >= 0 ? Number(args[asked + 1]) : 10_000;
  const random = seededRandom("stats-null");
  const [rejected, covered, naive, smallLogs] = [tally(), tally(), tally(), tally()];
  for (let i = 0; i < experiments; i++) {
    // A/A for the tests' false positives, A/B in turn so that intervals are judged under an effect too.
    const different = i % 2 === 1;
    proportionTrial(0, random, rejected, covered);
    spendTrial(0, random, rejected, covered);
    shopperTrial(0, random, rejected, covered);
    peekingTrial(0, random, rejected, covered, naive);
    multiplicityTrial(random, rejected);
    driftTrial(random, rejected, covered);
    searchTimeTrial(random, rejected, covered);
    replayTrial(random, covered);
    if (!different) continue;
    proportionTrial(0.01, random, rejected, covered);
    spendTrial(0.1, random, rejected, covered);
    shopperTrial(0.1, random, rejected, covered);
    peekingTrial(0.02, random, rejected, covered, naive);
    banditTrial(8000, random, covered);
    banditTrial(2000, random, smallLogs);
  }
  const outside = [
    ...offNominal(rejected, 0.05, (name) =>
      controlled.test(name) || carefulDriftTests.test(name) ? "atMost" : "near",
    ),
    ...offNominal(covered, 0.95, (name) => (conservative.test(name) ? "atLeast" : "near")),
  ].filter((name) => name !== "anyOf20.uncorrected");
  return {
    suite: "stats-null",
    figures: {
      experiments,
      falsePositives: rejected.shares(),
      coverage: covered.shares(),
      fixedHorizonPeeked: naive.shares(),
      coverageOnLogsOf2000: smallLogs.shares(),
      monteCarloError: Math.round(1e4 * 3 * Math.sqrt((0.05 * 0.95) / experiments)) / 1e4,
      withinMonteCarloError: outside.length === 0,
      outside: outside.join(", "),
    },
  };
}

/** Names whose share is more than three standard errors (of their own number of trials) on the wrong side. */
function offNominal(tallied: Tally, nominal: number, rule: (name: string) => "near" | "atMost" | "atLeast"): string[] {
  return Object.entries(tallied.shares())
    .filter(([name, share]) => {
      const error = 3 * Math.sqrt((nominal * (1 - nominal)) / tallied.trials(name));
      const gap = share - nominal;
      const kind = rule(name);
      return kind === "near" ? Math.abs(gap) > error : kind === "atMost" ? gap > error : gap < -error;
    })
    .map(([name]) => name);
}
