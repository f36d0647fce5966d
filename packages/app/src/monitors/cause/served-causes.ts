import type { Evidence } from "@aisle/contracts/explanation";
import { explainedShare } from "@aisle/stats/decomposition/explained-share";
import type { Segment } from "@aisle/stats/decomposition/segments";
import { isDegenerate } from "@aisle/stats/degenerate";
import { missingValue } from "../sketch/segment-counts.ts";
import { type Candidate, decisionsOf, explains, percent, shareOf } from "./candidate.ts";
import type { ChangeInput } from "./change-input.ts";
import { countedBy, rateOf, segmentsOfDimension, shareOfValues } from "./figure-counts.ts";

/** A version or arm must answer this share of an hour, and the others too, to be compared in it. */
const leastShare = 0.04;
const leastRows = 50;
const leastGrowth = 0.04;

/** Versions and arms that answered side by side with others in the window, more than before, and did worse. */
export function servedCauses(input: ChangeInput): Candidate[] {
  return (["arm", "version"] as const).flatMap((dimension) => {
    const names = [...(input.now.get(dimension)?.keys() ?? [])].filter((name) => name !== missingValue);
    return names.flatMap((value) => servedCause(input, dimension, value) ?? []);
  });
}

function servedCause(input: ChangeInput, dimension: "arm" | "version", value: string): Candidate | undefined {
  const what = countedBy[input.figure];
  const before = segmentsOfDimension(input.before, dimension, what);
  const now = segmentsOfDimension(input.now, dimension, what);
  const isIt = (name: string) => name === value;
  const present = shareOfValues(now, isIt);
  if (present - shareOfValues(before, isIt) < leastGrowth || !isSideBySide(input, dimension, value)) return undefined;
  const share = explainedShare(before, now, (_, current) => worse(current, value));
  if (isDegenerate(share) || share.low <= 0) return undefined;
  const rates = [now.filter(({ name }) => isIt(name)), now.filter(({ name }) => !isIt(name))].map(
    (side) => rateOf(side) ?? 0,
  );
  const experiment = experimentOf(input, value);
  const who =
    dimension === "version" ? `Version ${value}` : experiment ? `Arm ${value} of ${experiment.name}` : `Arm ${value}`;
  const published =
    dimension === "version" ? input.facts.versions.findLast(({ number }) => String(number) === value) : undefined;
  const evidence: Evidence[] = [decisionsOf(input, dimension, value)];
  if (dimension === "version") evidence.push({ kind: "version", of: value, label: `Version ${value}` });
  if (experiment !== undefined) evidence.push({ kind: "experiment", of: experiment.id, label: experiment.name });
  return {
    grounds: "mechanism",
    weight: share.share,
    cause: {
      key: `${dimension} ${value}`,
      kind: dimension,
      statement: `${who} gave ${percent(present)} of answers, at ${percent(rates[0]!)} where the others have ${percent(rates[1]!)}: ${explains(share)}.`,
      ...shareOf(share),
      at: published?.at ?? null,
      evidence,
    },
  };
}

/** The experiment whose arm a decision names, as `experiment:arm`, several of them by commas. */
function experimentOf({ facts }: ChangeInput, arm: string) {
  return facts.experiments.find(({ key }) => arm.split(",").some((each) => each.startsWith(`${key}:`)));
}

/** What the rate would be less by, were all answers as those of the others at the same time. */
function worse(now: readonly Segment[], value: string): number {
  const own = rateOf(now.filter(({ name }) => name === value));
  const others = rateOf(now.filter(({ name }) => name !== value));
  if (own === null || others === null) return Number.NaN;
  return shareOfValues(now, (name) => name === value) * (own - others);
}

/** Whether most answers of the window are from hours in which it and others answered: one after the other is no comparison. */
function isSideBySide({ hours, window }: ChangeInput, dimension: string, value: string): boolean {
  let [together, all, own, others] = [0, 0, 0, 0];
  for (const hour of hours) {
    if (hour.at < window.from) continue;
    const mine = hour.segments.get(dimension)?.get(value)?.answers ?? 0;
    all += hour.answers;
    const rest = hour.answers - mine;
    if (Math.min(mine, rest) < leastShare * hour.answers) continue;
    together += hour.answers;
    own += mine;
    others += rest;
  }
  return together > all / 2 && Math.min(own, others) >= leastRows;
}
