import { seededRandom } from "@aisle/stats/seeded-random";
import { banditTrial } from "./stats/bandit-log.ts";
import { peekingTrial } from "./stats/daily-peeking.ts";
import { carefulDriftTests, driftTrial } from "./stats/drift-trial.ts";
import { multiplicityTrial, proportionTrial, shopperTrial, spendTrial } from "./stats/fixed-horizon.ts";
import { tally } from "./stats/tally.ts";

/** Coverage of exactly these is nominal by design; the rest may only be above (bounds, every-day validity). */
const conservative = /bernstein|everyDay|ranking\.interleaving/;
const controlled = /daily\.(confidence|msprt|statsig)|anyOf20\.(bonferroni|holm|benjamini)/;

/**
 * Simulated A/A and A/B experiments: false positives of every test and coverage of every interval, at a nominal 5 %,
 * and what peeking does to the fixed-horizon test. `--experiments N` changes their number (10,000).
 */
export async function bench(args: string[]): Promise<{
  suite: string;
  figures: Record<string, number | string | boolean | Record<string, number>>;
}> {
  const asked = args.indexOf("--experiments");
  const experiments = asked >= 0 ? Number(args[asked + 1]) : 10_000;
  const random = seededRandom("stats-null");
  const [rejected, covered, naive] = [tally(), tally(), tally()];
  for (let i = 0; i < experiments; i++) {
    // A/A for the tests' false positives, A/B in turn so that intervals are judged under an effect too.
    const different = i % 2 === 1;
    proportionTrial(0, random, rejected, covered);
    spendTrial(0, random, rejected, covered);
    shopperTrial(0, random, rejected, covered);
    peekingTrial(0, random, rejected, covered, naive);
    multiplicityTrial(random, rejected);
    driftTrial(random, rejected, covered);
    if (!different) continue;
    proportionTrial(0.01, random, rejected, covered);
    spendTrial(0.1, random, rejected, covered);
    shopperTrial(0.1, random, rejected, covered);
    peekingTrial(0.02, random, rejected, covered, naive);
    banditTrial(random, covered);
  }
  const falsePositives = rejected.shares();
  const coverage = covered.shares();
  const outside = [
    ...offNominal(falsePositives, 0.05, experiments, (name) =>
      controlled.test(name) || carefulDriftTests.test(name) ? "atMost" : "near",
    ),
    ...offNominal(coverage, 0.95, experiments, (name) => (conservative.test(name) ? "atLeast" : "near")),
  ].filter((name) => name !== "anyOf20.uncorrected");
  return {
    suite: "stats-null",
    figures: {
      experiments,
      falsePositives,
      coverage,
      fixedHorizonPeeked: naive.shares(),
      monteCarloError: Math.round(1e4 * 3 * Math.sqrt((0.05 * 0.95) / experiments)) / 1e4,
      withinMonteCarloError: outside.length === 0,
      outside: outside.join(", "),
    },
  };
}

function offNominal(
  shares: Record<string, number>,
  nominal: number,
  experiments: number,
  rule: (name: string) => "near" | "atMost" | "atLeast",
): string[] {
  return Object.entries(shares)
    .filter(([name, share]) => {
      // Logs of choices are drawn in every second experiment only.
      const trials = name.startsWith("offPolicy") ? experiments / 2 : experiments;
      const error = 3 * Math.sqrt((0.05 * 0.95) / trials);
      const gap = share - nominal;
      const kind = rule(name);
      return kind === "near" ? Math.abs(gap) > error : kind === "atMost" ? gap > error : gap < -error;
    })
    .map(([name]) => name);
}
