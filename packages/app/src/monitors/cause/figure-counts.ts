import type { BusinessFigure } from "@aisle/contracts/explanation";
import type { FollowUp } from "@aisle/contracts/monitor-source";
import type { Segment } from "@aisle/stats/decomposition/segments";
import { noCounts, type SegmentCounts, type Segments } from "../sketch/segment-counts.ts";

/** What a figure counts of answers. */
export const countedBy: { readonly [figure in BusinessFigure]: FollowUp } = {
  "click-through": "clicked",
  "add-to-cart": "added",
  conversion: "ordered",
};

/** The figures that are about business, by the names of their monitors. */
export const businessFigures = Object.keys(countedBy) as readonly BusinessFigure[];

/** Prefix of dimensions that are fields of requests. */
export const requestPrefix = "request.";

/** A dimension's values as proportions; what follows an answer never counts above its answers. */
export function segmentsOfDimension(segments: Segments, dimension: string, what: FollowUp): readonly Segment[] {
  return [...(segments.get(dimension) ?? [])]
    .filter(([, { answers }]) => answers > 0)
    .map(([name, counts]) => ({
      name,
      numerator: Math.min(counts.answers, Math.max(0, counts[what])),
      denominator: counts.answers,
    }));
}

/** All answers and what followed them: any dimension adds up to them. */
export function totalOf(segments: Segments): SegmentCounts {
  const total = noCounts();
  const [values] = segments.values();
  for (const counts of values?.values() ?? []) {
    total.answers += counts.answers;
    total.clicked += counts.clicked;
    total.added += counts.added;
    total.ordered += counts.ordered;
  }
  return total;
}

/** Share of the answers that have some values, 0 to 1; 0 without answers. */
export function shareOfValues(segments: readonly Segment[], isIn: (name: string) => boolean): number {
  let [part, all] = [0, 0];
  for (const { name, denominator } of segments) {
    all += denominator;
    if (isIn(name)) part += denominator;
  }
  return all === 0 ? 0 : part / all;
}

/** Numerator over denominator; null where there is none. */
export function rateOf(segments: readonly Segment[]): number | null {
  let [hits, rows] = [0, 0];
  for (const { numerator, denominator } of segments) {
    hits += numerator;
    rows += denominator;
  }
  return rows === 0 ? null : hits / rows;
}
