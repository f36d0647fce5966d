import type { ExperimentSpec } from "@aisle/contracts/experiment";
import type { HealthCheck } from "@aisle/contracts/reading";
import { isDegenerate } from "@aisle/stats/degenerate";
import { twoProportionZ } from "@aisle/stats/effects/two-proportion-z";
import { adjustPValues } from "@aisle/stats/multiplicity/adjust-p-values";
import { estimateDistinct } from "@aisle/stats/sketches/distinct-sketch";
import type { ExperimentFold } from "../../fold/experiment-fold.ts";
import type { ArmCounts } from "../../fold/fold-counts.ts";

const brokenBelow = 0.001;
/** Differences below half a percentage point are no reason to distrust a reading, however sure they are. */
const leastGap = 0.005;
const minDecisions = 100;
/** Nodes that are skipped more, as far as they are listed. */
const maxSaid = 3;

/** What can befall an arm's decisions, and how many of them it befell. */
interface Trouble {
  readonly at: string;
  readonly word: string;
  /** Where it may be just what is tested, as a branch that an arm takes more often: said, and the reading stands. */
  readonly maybeMeant?: true;
  readonly count: (counts: ArmCounts) => number;
}

/**
 * Whether one arm falls back, fails, runs out of time or answers with nothing more than the control, at large or in one node: then arms
 * differ in more than what is tested. Two-proportion z-tests over decisions, corrected by Holm.
 */
export function checkNodes(
  { counts, shape }: ExperimentFold,
  { arms }: Pick<ExperimentSpec, "arms">,
): readonly HealthCheck[] {
  const nameOf = (arm: number) => arms.find(({ key }) => key === shape.arms[arm])?.name ?? shape.arms[arm];
  const control = counts[0];
  if (control === undefined || control.decisions < minDecisions)
    return [
      { check: "node-bias", state: "open", message: "Too few decisions to compare how steps ended.", numbers: {} },
    ];
  const tests = troublesOf(counts).flatMap((trouble) =>
    counts.slice(1).flatMap((arm, i) => {
      if (arm.decisions < minDecisions) return [];
      const [from, to] = [trouble.count(control), trouble.count(arm)];
      const test = twoProportionZ({ successes: from, n: control.decisions }, { successes: to, n: arm.decisions });
      if (isDegenerate(test)) return [];
      return [{ trouble, arm: i + 1, from, to, gap: test.estimate, pValue: test.pValue }];
    }),
  );
  const adjusted = adjustPValues(
    tests.map(({ pValue }) => pValue),
    "holm",
  );
  const found = tests.flatMap(({ trouble, arm, from, to, gap }, i): HealthCheck[] => {
    if (!(adjusted[i]! < brokenBelow) || Math.abs(gap) < leastGap) return [];
    const [worse, better] = gap > 0 ? [arm, 0] : [0, arm];
    const shares = [share(from, control.decisions), share(to, counts[arm]!.decisions)];
    const [more, less] = gap > 0 ? [shares[1], shares[0]] : shares;
    return [
      {
        check: "node-bias",
        state: trouble.maybeMeant ? "warning" : "broken",
        message: `${trouble.at === "" ? "Answers" : `Node ${trouble.at}`} ${trouble.word} in ${more} of the decisions of arm ${nameOf(
          worse,
        )}, in ${less} of arm ${nameOf(better)}: ${
          trouble.maybeMeant ? "see whether that is what is tested." : "the arms differ in more than what is tested."
        }`,
        ...(trouble.at === "" ? {} : { at: trouble.at }),
        numbers: {
          [shape.arms[0]!]: from,
          [`${shape.arms[0]} decisions`]: control.decisions,
          [shape.arms[arm]!]: to,
          [`${shape.arms[arm]} decisions`]: counts[arm]!.decisions,
          pValue: adjusted[i]!,
        },
      },
    ];
  });
  // The reason why a reading is withheld comes first; a branch that is taken more often skips all that is behind it.
  const broken = found.filter(({ state }) => state === "broken");
  const said = found.filter(({ state }) => state !== "broken").slice(0, maxSaid);
  if (found.length > 0) return [...broken, ...said];
  return [
    {
      check: "node-bias",
      state: "clear",
      message: "Steps fall back, fail, take too long, are skipped and come out empty alike in all arms.",
      numbers: Object.fromEntries(
        counts.flatMap(({ decisions, slots, explored, items }, arm) => [
          [`${shape.arms[arm]} decisions`, decisions],
          [`${shape.arms[arm]} products shown`, Math.round(estimateDistinct(items).estimate)],
          [`${shape.arms[arm]} slots`, slots],
          [`${shape.arms[arm]} explored slots`, explored],
        ]),
      ),
    },
  ];
}

function troublesOf(counts: readonly ArmCounts[]): readonly Trouble[] {
  const nodes = [...new Set(counts.flatMap((arm) => Object.keys(arm.nodes)))].sort();
  return [
    { at: "", word: "failed", count: (arm) => arm.outcomes.failed ?? 0 },
    { at: "", word: "ran out of time", count: (arm) => arm.timedOut ?? 0 },
    { at: "", word: "fell back", count: (arm) => arm.outcomes["fell-back"] ?? 0 },
    { at: "", word: "came out empty", count: (arm) => arm.empty },
    ...nodes.flatMap((node): Trouble[] => [
      { at: node, word: "fell back", count: (arm) => arm.nodes[node]?.fellBack ?? 0 },
      { at: node, word: "failed", count: (arm) => arm.nodes[node]?.failed ?? 0 },
      { at: node, word: "took longer than its limit", count: (arm) => arm.nodes[node]?.late ?? 0 },
      { at: node, word: "was skipped", maybeMeant: true, count: (arm) => arm.nodes[node]?.passed ?? 0 },
    ]),
  ];
}

const share = (count: number, of: number): string => `${((100 * count) / of).toFixed(1)} %`;
