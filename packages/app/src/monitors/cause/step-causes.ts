import type { Evidence } from "@aisle/contracts/explanation";
import { explainedShare } from "@aisle/stats/decomposition/explained-share";
import { mixAndRate } from "@aisle/stats/decomposition/mix-and-rate";
import type { Segment } from "@aisle/stats/decomposition/segments";
import { isDegenerate } from "@aisle/stats/degenerate";
import { stepDimension } from "../sketch/segment-counts.ts";
import { type Candidate, decisionsOf, explains, percent, shareOf } from "./candidate.ts";
import type { ChangeInput } from "./change-input.ts";
import { countedBy, segmentsOfDimension, shareOfValues } from "./figure-counts.ts";

/** How a step can end that it should not, and how that is said. */
const badEnds = {
  "timed-out": "timed out",
  failed: "failed",
  "fell-back": "fell back",
  skipped: "was skipped",
} as const;
type BadEnd = keyof typeof badEnds;
const ends = Object.keys(badEnds) as BadEnd[];
/** A share of answers that grew by less is said of no step. */
const leastGrowth = 0.01;

/** Steps that ended badly on more answers than before, and answers that were empty. */
export function stepCauses(input: ChangeInput, place: string): Candidate[] {
  const { before, now } = input;
  const found = [...new Set([...before.keys(), ...now.keys()])]
    .filter((dimension) => dimension.startsWith(stepDimension))
    .flatMap((dimension) => stepCause(input, dimension, place) ?? []);
  const steps = withoutConsequences(found);
  const empty = emptyCause(input, place);
  if (empty === undefined) return steps;
  const origin = steps.find(({ touched }) => isAlike(touched ?? 0, empty.touched!));
  if (origin === undefined) return [...steps, empty];
  // Answers are empty because the step gave nothing: said once, under the step.
  return steps.map((step) =>
    step === origin
      ? { ...step, cause: { ...step.cause, evidence: [...step.cause.evidence, ...empty.cause.evidence] } }
      : step,
  );
}

function stepCause(input: ChangeInput, dimension: string, place: string): Candidate | undefined {
  const node = dimension.slice(stepDimension.length);
  const grown = growthOf(input, dimension, (name) => ends.includes(name as BadEnd));
  if (grown === undefined) return undefined;
  const { before, now, rows, share } = grown;
  const growth = (end: string) =>
    shareOfValues(now, (name) => name === end) - shareOfValues(before, (name) => name === end);
  const end = ends.reduce((a, b) => (growth(b) > growth(a) ? b : a));
  const [usual, present] = [before, now].map((side) => shareOfValues(side, (name) => name === end));
  const evidence: Evidence[] = [
    decisionsOf(input, dimension, end),
    { kind: "step", of: node, label: `Step ${node}`, window: input.window },
  ];
  return {
    grounds: "mechanism",
    // What took too long or failed is nearer to the origin than what fell back or was skipped for it.
    weight: share.share - 0.05 * ends.indexOf(end),
    touched: rows,
    cause: {
      key: `step ${node} ${end}`,
      kind: "step",
      statement: `Step ${node} ${badEnds[end]} on ${percent(present!)} of answers (usual ${percent(usual!)})${place}: ${explains(share)}.`,
      ...shareOf(share),
      at: null,
      evidence,
    },
  };
}

function emptyCause(input: ChangeInput, place: string): Candidate | undefined {
  const grown = growthOf(input, "answer", (name) => name === "empty");
  if (grown === undefined) return undefined;
  const { before, now, rows, share } = grown;
  const [usual, present] = [before, now].map((side) => shareOfValues(side, (name) => name === "empty"));
  return {
    grounds: "mechanism",
    weight: share.share,
    touched: rows,
    cause: {
      key: "empty-answers",
      kind: "empty-answers",
      statement: `${percent(present!)} of answers were empty (usual ${percent(usual!)})${place}: ${explains(share)}.`,
      ...shareOf(share),
      at: null,
      evidence: [decisionsOf(input, "answer", "empty")],
    },
  };
}

/** How much the growth of bad values changed the figure; undefined where they did not grow, or changed nothing. */
function growthOf(input: ChangeInput, dimension: string, isBad: (name: string) => boolean) {
  const what = countedBy[input.figure];
  const before = segmentsOfDimension(input.before, dimension, what);
  const now = segmentsOfDimension(input.now, dimension, what);
  const growth = shareOfValues(now, isBad) - shareOfValues(before, isBad);
  if (!(growth >= leastGrowth)) return undefined;
  const share = explainedShare(before, now, (a, b) => mixEffect(a, b) + rateEffect(a, b, isBad));
  if (isDegenerate(share) || share.low <= 0) return undefined;
  const rows = growth * now.reduce((sum, { denominator }) => sum + denominator, 0);
  return { before, now, rows, share };
}

/** What other sizes of the segments did to the rate. */
export function mixEffect(before: readonly Segment[], now: readonly Segment[]): number {
  const split = mixAndRate(before, now);
  return isDegenerate(split) ? Number.NaN : split.mix;
}

/** What other rates of some segments did to the rate: answers that end badly may do worse than those that did before. */
function rateEffect(before: readonly Segment[], now: readonly Segment[], isIn: (name: string) => boolean): number {
  const split = mixAndRate(before, now);
  if (isDegenerate(split)) return Number.NaN;
  return split.segments.reduce((sum, { name, rate }) => (isIn(name) ? sum + rate : sum), 0);
}

/** Of steps that ended badly on about as many answers, the one nearest to the origin. */
function withoutConsequences(found: readonly Candidate[]): Candidate[] {
  const sorted = [...found].sort((a, b) => b.weight - a.weight);
  const origins: Candidate[] = [];
  for (const each of sorted) if (!origins.some(({ touched }) => isAlike(touched!, each.touched!))) origins.push(each);
  return origins;
}

function isAlike(a: number, b: number): boolean {
  return b <= 1.25 * a && b >= 0.75 * a;
}
