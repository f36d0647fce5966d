import type { DimensionSplit, Explanation } from "@aisle/contracts/explanation";
import { mixAndRate } from "@aisle/stats/decomposition/mix-and-rate";
import { isDegenerate } from "@aisle/stats/degenerate";
import { type Candidate, percent } from "./candidate.ts";
import type { ChangeInput } from "./change-input.ts";
import { ChangeTimes } from "./change-times.ts";
import { countedBy, segmentsOfDimension, totalOf } from "./figure-counts.ts";
import { instrumentationCauses } from "./instrumentation-causes.ts";
import { changedPlaces, mixCauses, placeCause } from "./place-causes.ts";
import { productCauses } from "./product-causes.ts";
import { rankCauses } from "./rank-causes.ts";
import { servedCauses } from "./served-causes.ts";
import { stepCauses } from "./step-causes.ts";
import { timeCauses } from "./time-causes.ts";

const maxDimensions = 12;
const maxParts = 12;

/**
 * Why a business figure changed between the reference and a window: how the change splits over the segments of each dimension, and what
 * may be behind it, the likeliest first. Causes that are measured (a step that timed out, a version beside another, lost events) come
 * before those that only began at the same time; a segment by itself is named where nothing says why it changed.
 */
export function explainChangeOfFigure(input: ChangeInput): Explanation {
  const { figure, window } = input;
  const [before, now] = [totalOf(input.before), totalOf(input.now)];
  const what = countedBy[figure];
  const rates = { before: rate(before[what], before.answers), now: rate(now[what], now.answers) };
  const head = { figure, ...rates, rowsBefore: before.answers, rowsNow: now.answers, window };
  const nothing = (statement: string): Explanation => ({ ...head, causes: [], splits: [], statement });
  if (now.answers === 0) return nothing("There are no answers in the window: there is nothing to explain.");
  if (before.answers === 0) return nothing("There are no answers by segment to compare with.");
  if (rates.before === rates.now) return nothing(`The figure is ${percent(rates.now)}, as it was before.`);
  const causes = rankCauses(candidatesOf(input));
  const change = rates.now < rates.before ? "fall" : "rise";
  return {
    ...head,
    causes,
    splits: splitsOf(input),
    statement:
      causes[0]?.statement ??
      `Nothing that was looked at explains the ${change} from ${percent(rates.before)} to ${percent(rates.now)}.`,
  };
}

function candidatesOf(input: ChangeInput): Candidate[] {
  const places = changedPlaces(input);
  const times = new ChangeTimes(input);
  const [place] = places;
  const where = place === undefined ? "" : `, mostly where ${place.dimension} is ${place.value}`;
  return [
    ...instrumentationCauses(input),
    ...stepCauses(input, where),
    ...servedCauses(input),
    ...productCauses(input, places, times),
    ...mixCauses(input),
    ...timeCauses(input, times),
    ...(place === undefined ? [] : [placeCause(input, place)]),
  ];
}

/** How the change splits over each dimension, those first whose segments' parts are largest. */
function splitsOf({ before, now, figure }: ChangeInput): readonly DimensionSplit[] {
  const what = countedBy[figure];
  const found: { split: DimensionSplit; moved: number }[] = [];
  for (const dimension of new Set([...now.keys(), ...before.keys()])) {
    const sides = [segmentsOfDimension(before, dimension, what), segmentsOfDimension(now, dimension, what)] as const;
    const split = mixAndRate(...sides);
    if (isDegenerate(split) || split.segments.length < 2) continue;
    const rows = sides.map((side) => new Map(side.map(({ name, denominator }) => [name, denominator])));
    const parts = split.segments.map(({ name, rateBefore, rateAfter, mix, rate: ownRate }) => ({
      value: name,
      rowsBefore: rows[0]!.get(name) ?? 0,
      rowsNow: rows[1]!.get(name) ?? 0,
      rateBefore,
      rateNow: rateAfter,
      mix,
      rate: ownRate,
    }));
    const { trap } = split.simpson;
    found.push({
      split: { dimension, parts: joined(parts), trap: trap === "mix-driven" ? "mix-only" : trap },
      moved: Math.max(...parts.map(({ mix, rate: own }) => Math.abs(mix + own))),
    });
  }
  return found
    .sort((a, b) => b.moved - a.moved)
    .slice(0, maxDimensions)
    .map(({ split }) => split);
}

/** The largest parts; the others as one, so that all add up. */
function joined(parts: DimensionSplit["parts"]): DimensionSplit["parts"] {
  if (parts.length <= maxParts) return parts;
  const rest = parts.slice(maxParts - 1);
  const sum = (of: (part: (typeof rest)[number]) => number) => rest.reduce((total, part) => total + of(part), 0);
  const mean = (rows: "rowsBefore" | "rowsNow", rates: "rateBefore" | "rateNow") => {
    const all = sum((part) => part[rows]);
    return all === 0 ? null : sum((part) => part[rows] * (part[rates] ?? 0)) / all;
  };
  return [
    ...parts.slice(0, maxParts - 1),
    {
      value: `${rest.length} others`,
      rowsBefore: sum(({ rowsBefore }) => rowsBefore),
      rowsNow: sum(({ rowsNow }) => rowsNow),
      rateBefore: mean("rowsBefore", "rateBefore"),
      rateNow: mean("rowsNow", "rateNow"),
      mix: sum(({ mix }) => mix),
      rate: sum(({ rate: own }) => own),
    },
  ];
}

function rate(hits: number, rows: number): number {
  return rows === 0 ? 0 : Math.min(1, Math.max(0, hits / rows));
}
