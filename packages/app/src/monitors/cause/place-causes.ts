import type { Cause } from "@aisle/contracts/explanation";
import { type ExplainedShare, explainedShare } from "@aisle/stats/decomposition/explained-share";
import { mixAndRate } from "@aisle/stats/decomposition/mix-and-rate";
import type { Segment } from "@aisle/stats/decomposition/segments";
import { isDegenerate } from "@aisle/stats/degenerate";
import { missingValue, otherValue } from "../sketch/segment-counts.ts";
import { type Candidate, decisionsOf, explains, percent, shareOf } from "./candidate.ts";
import type { ChangeInput } from "./change-input.ts";
import { countedBy, rateOf, requestPrefix, segmentsOfDimension } from "./figure-counts.ts";
import { mixEffect } from "./step-causes.ts";

/** A segment explains the change where its own rate explains so much of it. */
const leastShare = 0.5;
/** How much of the segment's relative change others may share in. */
const mostOfOthers = 0.5;
const leastZ = 4;
const leastMixShare = 0.3;
const leastRows = 30;

/** A segment of requests whose own rate makes most of a change that others do not share. */
export interface ChangedPlace {
  readonly dimension: string;
  readonly value: string;
  readonly explained: ExplainedShare;
  readonly rateBefore: number;
  readonly rateNow: number;
  /** How sure it is that it changed more than the others, in standard deviations. */
  readonly z: number;
}

/** The segments where the change is, the surest first. */
export function changedPlaces(input: ChangeInput): readonly ChangedPlace[] {
  const what = countedBy[input.figure];
  const found: ChangedPlace[] = [];
  for (const dimension of requestDimensions(input)) {
    const before = segmentsOfDimension(input.before, dimension, what);
    const now = segmentsOfDimension(input.now, dimension, what);
    for (const { name } of now) {
      if (name === missingValue || name === otherValue) continue;
      const place = changedPlace(dimension, name, before, now);
      if (place !== undefined) found.push(place);
    }
  }
  return found.sort((a, b) => b.z - a.z);
}

/** A segment that changed while nothing says why. */
export function placeCause(input: ChangeInput, place: ChangedPlace): Candidate {
  const { dimension, value, explained, rateBefore, rateNow } = place;
  return {
    grounds: "place",
    weight: explained.share,
    cause: {
      key: `segment ${dimension} ${value}`,
      kind: "segment",
      statement: `Where ${dimension} is ${value} the figure went from ${percent(rateBefore)} to ${percent(rateNow)}, elsewhere it hardly moved: ${explains(explained)}; nothing found says why.`,
      ...shareOf(explained),
      at: null,
      evidence: [decisionsOf(input, dimension, value)],
    },
  };
}

/** Other segments than before, each as good as it was. */
export function mixCauses(input: ChangeInput): Candidate[] {
  const what = countedBy[input.figure];
  return requestDimensions(input).flatMap((dimension): Candidate[] => {
    const before = segmentsOfDimension(input.before, dimension, what);
    const now = segmentsOfDimension(input.now, dimension, what);
    if (isGone(now)) return [];
    const share = explainedShare(before, now, mixEffect);
    const split = mixAndRate(before, now);
    if (isDegenerate(share) || isDegenerate(split) || share.low <= 0 || share.share < leastMixShare) return [];
    const moved = split.segments.reduce((a, b) =>
      Math.abs(b.shareAfter - b.shareBefore) > Math.abs(a.shareAfter - a.shareBefore) ? b : a,
    );
    const trap = split.simpson.trap === "none" ? "" : " No segment by itself did worse.";
    const cause: Cause = {
      key: `mix ${dimension}`,
      kind: "mix",
      statement: `Who asks changed: ${dimension} is ${moved.name} in ${percent(moved.shareAfter)} of answers (usual ${percent(moved.shareBefore)}): ${explains(share)}.${trap}`,
      ...shareOf(share),
      at: null,
      evidence: [decisionsOf(input, dimension, moved.name)],
    };
    return [{ grounds: "mix", weight: share.share, cause }];
  });
}

/** Dimensions of requests, those that hold one value alone left out. */
export function requestDimensions({ before, now }: ChangeInput): readonly string[] {
  return [...now.keys()].filter(
    (dimension) =>
      dimension.startsWith(requestPrefix) && (now.get(dimension)!.size > 1 || (before.get(dimension)?.size ?? 0) > 1),
  );
}

/** Whether a field is not sent any more: who asks is not known then, and no other mix. */
function isGone(now: readonly Segment[]): boolean {
  let [missing, all] = [0, 0];
  for (const { name, denominator } of now) {
    all += denominator;
    if (name === missingValue) missing += denominator;
  }
  return missing > all / 2;
}

function changedPlace(
  dimension: string,
  value: string,
  before: readonly Segment[],
  now: readonly Segment[],
): ChangedPlace | undefined {
  const own = [before, now].map((side) => side.filter(({ name }) => name === value));
  const others = [before, now].map((side) => side.filter(({ name }) => name !== value));
  const [ownRates, otherRates] = [own.map(rateOf), others.map(rateOf)];
  const [rateBefore, rateNow] = ownRates;
  const [otherBefore, otherNow] = otherRates;
  if (rateBefore == null || rateNow == null || otherBefore == null || otherNow == null) return undefined;
  const rows = [...own, ...others].map((side) => side.reduce((total, { denominator }) => total + denominator, 0));
  if (Math.min(...rows) < leastRows || rateBefore <= 0 || otherBefore <= 0) return undefined;
  const explained = explainedShare(before, now, (a, b) => {
    const split = mixAndRate(a, b);
    return isDegenerate(split) ? Number.NaN : (split.segments.find(({ name }) => name === value)?.rate ?? 0);
  });
  if (isDegenerate(explained) || explained.low <= 0 || explained.share < leastShare) return undefined;
  const moved = rateNow / rateBefore - 1;
  const otherMoved = otherNow / otherBefore - 1;
  // Others may go the other way as far as they like: the change is not theirs.
  if (Math.sign(otherMoved) === Math.sign(moved) && Math.abs(otherMoved) > mostOfOthers * Math.abs(moved))
    return undefined;
  const noise = (rate: number, n: number) => (rate * (1 - rate)) / n;
  const variance =
    (noise(rateBefore, rows[0]!) + noise(rateNow, rows[1]!)) / rateBefore ** 2 +
    (noise(otherBefore, rows[2]!) + noise(otherNow, rows[3]!)) / otherBefore ** 2;
  const z = variance > 0 ? Math.abs(moved - otherMoved) / Math.sqrt(variance) : 0;
  return z < leastZ ? undefined : { dimension, value, explained, rateBefore, rateNow, z };
}
