import { noFacts } from "@aisle/contracts/cause-facts";
import type { BusinessFigure } from "@aisle/contracts/explanation";
import type { MonitorFinding, MonitorReading } from "@aisle/contracts/monitor-reading";
import type { Segments } from "../sketch/segment-counts.ts";
import type { ChangeInput } from "./change-input.ts";

const dayMs = 86_400_000;
const to = Date.UTC(2026, 9, 6);

/** Answers, and how many of them were clicked, put into a cart, and bought. */
export type Counts = readonly [answers: number, clicked: number, added?: number, ordered?: number];

/** Counts by dimension and value, before and now. */
export interface HandCounts {
  readonly [dimension: string]: { readonly [value: string]: readonly [before: Counts, now: Counts] };
}

/** The input of an explanation with counts written by hand and nothing known besides. */
export function handInput(counts: HandCounts, figure: BusinessFigure = "click-through"): ChangeInput {
  const window = { from: to - dayMs, to };
  return {
    figure,
    window,
    timeZone: "UTC",
    before: segments(counts, 0),
    now: segments(counts, 1),
    hours: [],
    leading: { before: new Map(), now: new Map() },
    reading: handReading("endpoint", "home", []),
    events: [],
    facts: noFacts,
  };
}

/** A reading with some findings. */
export function handReading(
  kind: "endpoint" | "events",
  name: string,
  findings: readonly Pick<MonitorFinding, "monitor" | "share">[],
): MonitorReading {
  return {
    kind,
    name,
    window: { from: to - dayMs, to },
    reference: { kind: "weeks", weeks: 4 },
    rows: 1000,
    referenceRows: 4000,
    findings: findings.map((finding) => ({
      kind: "rate",
      statement: "",
      since: to - dayMs,
      pValue: 1e-9,
      measure: "angle",
      size: 1,
      limit: 0.1,
      ...finding,
    })),
    notes: [],
    scores: [],
  };
}

function segments(counts: HandCounts, side: 0 | 1): Segments {
  return new Map(
    Object.entries(counts).map(([dimension, values]) => [
      dimension,
      new Map(
        Object.entries(values).map(([value, sides]) => {
          const [answers, clicked, added = 0, ordered = 0] = sides[side];
          return [value, { answers, clicked, added, ordered }];
        }),
      ),
    ]),
  );
}
