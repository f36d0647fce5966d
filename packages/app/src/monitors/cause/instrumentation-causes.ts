import type { Evidence } from "@aisle/contracts/explanation";
import type { FollowUp } from "@aisle/contracts/monitor-source";
import { explainedShare } from "@aisle/stats/decomposition/explained-share";
import type { Segment } from "@aisle/stats/decomposition/segments";
import { isDegenerate } from "@aisle/stats/degenerate";
import {
  addCounts,
  missingValue,
  noCounts,
  otherValue,
  type SegmentCounts,
  type Segments,
} from "../sketch/segment-counts.ts";
import { type Candidate, decisionsOf, explains, percent, shareOf } from "./candidate.ts";
import type { ChangeInput } from "./change-input.ts";
import { ChangeTimes } from "./change-times.ts";
import { countedBy, segmentsOfDimension, shareOfValues, totalOf } from "./figure-counts.ts";
import { requestDimensions } from "./place-causes.ts";

/** Of what is expected, so little is nearly nothing. */
const nearlyNothing = 0.1;
/** Fewer expected events may be missing by chance. */
const leastExpected = 15;
/** What follows from a figure's events goes on as if they had not fallen: so many standard deviations from falling along. */
const leastZ = 4;
/** And it falls by less than this part of what they fell by. */
const mostAlong = 0.4;
/** Rows whose answers became empty or fell back explain missing events better, where they are this part of the segment. */
const otherwiseExplained = 0.4;

/** What usually comes after an event of a figure. */
const follows: { readonly [what in FollowUp]: readonly FollowUp[] } = {
  clicked: ["added", "ordered"],
  added: ["ordered"],
  ordered: [],
};
const eventOf: { readonly [what in FollowUp]: string } = {
  clicked: "product clicked",
  added: "product added",
  ordered: "order completed",
};

/** Events that are missing while decisions go on: tracking, not behavior. */
export function instrumentationCauses(input: ChangeInput): Candidate[] {
  const what = countedBy[input.figure];
  const found = requestDimensions(input).flatMap((dimension) =>
    [...input.now.get(dimension)!.keys()]
      .filter((value) => value !== missingValue && value !== otherValue)
      .flatMap((value) => lostSegment(input, what, dimension, value) ?? []),
  );
  if (found.length > 0) {
    // Where one segment's events are missing, those of every other that overlaps with it are fewer too.
    const first = found.reduce((a, b) => (b.weight > a.weight ? b : a));
    return [first];
  }
  const whole = lostEverywhere(input, what);
  return whole === undefined ? [] : [whole];
}

/** Tracking that is lost where a field of requests has one value, such as a page. */
function lostSegment(input: ChangeInput, what: FollowUp, dimension: string, value: string): Candidate | undefined {
  const before = input.before.get(dimension)?.get(value) ?? noCounts();
  const now = sinceLost(input, dimension, value);
  const usual = before.answers === 0 ? 0 : before[what] / before.answers;
  const expected = usual * now.answers;
  if (expected < leastExpected || otherwiseEmpty(input, now.answers)) return undefined;
  const isGone = now[what] <= nearlyNothing * expected;
  const goesOn = whatGoesOn(what, before, now);
  if (!isGone && goesOn === undefined) return undefined;
  const share = explainedShare(
    segmentsOfDimension(input.before, dimension, what),
    segmentsOfDimension(input.now, dimension, what),
    // What the rate would have, had events of these answers come as usual.
    (_, after) => lossOf(after, value, usual),
  );
  if (isDegenerate(share) || share.low <= 0) return undefined;
  const also =
    goesOn === undefined
      ? "all of its events stopped while its answers go on"
      : `${eventOf[goesOn]} goes on as usual there`;
  return {
    grounds: "mechanism",
    // That carts go on where clicks stop has no other reason; that all stops may have.
    weight: (goesOn === undefined ? 0 : 2) + share.share * (1 - now[what] / expected),
    cause: {
      key: `instrumentation ${dimension} ${value}`,
      kind: "instrumentation",
      statement: `Where ${dimension} is ${value}, ${eventOf[what]} followed ${percent(now[what] / now.answers)} of answers (usual ${percent(usual)}); ${also}. Events are missing, it is no behavior: ${explains(share)}.`,
      ...shareOf(share),
      at: null,
      evidence: [
        decisionsOf(input, dimension, value),
        {
          kind: "events",
          of: eventOf[what],
          label: `Events ${eventOf[what]}`,
          segment: { dimension, value },
          window: input.window,
        },
      ],
    },
  };
}

/** The counts of a segment since its own change, where that is within the window; else of the window. */
function sinceLost(input: ChangeInput, dimension: string, value: string): SegmentCounts {
  const { begin } = new ChangeTimes(input, { dimension, value });
  const whole = input.now.get(dimension)?.get(value) ?? noCounts();
  if (begin === null || begin < input.window.from) return whole;
  const since = noCounts();
  // The first hour may be of both.
  for (const { at, segments } of input.hours)
    if (at > begin && at < input.window.to) addCounts(since, segments.get(dimension)?.get(value) ?? noCounts());
  return since.answers === 0 ? whole : since;
}

/** Tracking that is lost everywhere: what follows from the events goes on, or they name no decision any more. */
function lostEverywhere(input: ChangeInput, what: FollowUp): Candidate | undefined {
  const before = totalOf(input.before);
  const now = totalOf(input.now);
  if (before.answers === 0 || now.answers === 0) return undefined;
  const usual = before[what] / before.answers;
  const goesOn = whatGoesOn(what, before, now);
  const events = input.events.find(({ name }) => name === eventOf[what]);
  const unnamed = events?.findings.find(
    ({ monitor, share }) =>
      monitor === "share that names a decision" && share !== undefined && share.now < share.before,
  );
  const isGone = now[what] <= nearlyNothing * usual * now.answers && usual * now.answers >= leastExpected;
  if ((goesOn === undefined && unnamed === undefined && !isGone) || otherwiseEmpty(input, now.answers))
    return undefined;
  const evidence: Evidence[] = [
    { kind: "events", of: eventOf[what], label: `Events ${eventOf[what]}`, window: input.window },
  ];
  const why =
    unnamed?.share !== undefined
      ? `${percent(unnamed.share.now)} of events ${eventOf[what]} name a decision (usual ${percent(unnamed.share.before)})`
      : goesOn !== undefined
        ? `${eventOf[what]} fell while ${eventOf[goesOn]} goes on as usual`
        : `next to no event ${eventOf[what]} came in while answers go on`;
  return {
    grounds: "mechanism",
    weight: 1,
    cause: {
      key: `instrumentation ${eventOf[what]}`,
      kind: "instrumentation",
      statement: `${why[0]!.toUpperCase()}${why.slice(1)}: events are missing, it is no behavior.`,
      share: null,
      interval: null,
      at: unnamed?.since ?? null,
      evidence,
    },
  };
}

/** An event that follows from the figure's and did not fall along with it, by twice the root of counts (variance about 1). */
function whatGoesOn(what: FollowUp, before: SegmentCounts, now: SegmentCounts): FollowUp | undefined {
  const fallen = ratioOf(what, before, now);
  if (fallen === undefined || fallen > 0.8) return undefined;
  return follows[what].find((next) => {
    const ratio = ratioOf(next, before, now);
    if (ratio === undefined) return false;
    const along = fallen * (before[next] / before.answers) * now.answers;
    const z = 2 * (Math.sqrt(now[next]) - Math.sqrt(along));
    return z >= leastZ && 1 - ratio <= mostAlong * (1 - fallen);
  });
}

/** A count of answers now over what was usual; undefined where nothing was. */
function ratioOf(what: FollowUp, before: SegmentCounts, now: SegmentCounts): number | undefined {
  if (before[what] === 0 || now.answers === 0) return undefined;
  return now[what] / now.answers / (before[what] / before.answers);
}

function lossOf(now: readonly Segment[], value: string, usual: number): number {
  const own = now.find(({ name }) => name === value);
  if (own === undefined || own.denominator === 0) return 0;
  return shareOfValues(now, (name) => name === value) * (own.numerator / own.denominator - usual);
}

/** Whether so many answers became empty or ended otherwise that they could be all of a segment's. */
function otherwiseEmpty({ before, now }: ChangeInput, answersOfSegment: number): boolean {
  const bad = (segments: Segments) => {
    let most = 0;
    for (const dimension of segments.keys())
      if (dimension === "answer" || dimension.startsWith("step "))
        most = Math.max(
          most,
          shareOfValues(
            segmentsOfDimension(segments, dimension, "clicked"),
            (name) => name !== "answered" && name !== "with products" && name !== missingValue && name !== otherValue,
          ),
        );
    return most;
  };
  return (bad(now) - bad(before)) * totalOf(now).answers >= otherwiseExplained * answersOfSegment;
}
