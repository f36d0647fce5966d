import type { MonitoredDecision } from "@aisle/contracts/monitor-source";
import { wellFormed } from "./field-values.ts";
import type { Counter, HourSketches } from "./hour-sketches.ts";
import type { NumberColumn } from "./number-column.ts";
import { type SegmentCounts, segmentOf, stepDimension } from "./segment-counts.ts";

type Step = MonitoredDecision["steps"][number];
/** How a step ended, as its segments have it. */
type StepEnd = "answered" | "fell-back" | "timed-out" | "failed" | "skipped";

/** How a step that took too long says so, in whatever way it then ended. */
const overTime = /took longer than \d|was still waited for|limit \d+ ms/;
/** Steps of an hour whose columns are found at once. */
const maxFound = 500;

const isOverTime = (reason: string | undefined): boolean => reason !== undefined && overTime.test(reason);

/** How a step ended, in one word: that it took too long weighs more than what became of it then. */
export function endOf({ outcome, failed, reason }: Step): StepEnd {
  if (isOverTime(reason)) return "timed-out";
  if (outcome === "failed" || failed === true) return "failed";
  return outcome === "skipped" || outcome === "fell-back" ? outcome : "answered";
}

/** What an hour counts of a step, each part found when it is first needed. */
interface StepColumns {
  readonly node: string;
  readonly counters: { [part in "steps" | "skipped" | "fell-back" | "failed" | "timed-out"]?: Counter };
  readonly ends: { [end in StepEnd]?: SegmentCounts | undefined };
  latency?: NumberColumn | undefined;
  /** The row that counted under its segments: a node has one value an answer. */
  row: number;
}

/** Adds the steps of decisions to the sketches of one hour. */
export class StepTaker {
  readonly #hour: HourSketches;
  readonly #columns = new Map<string, StepColumns>();
  /** Columns in the order of the last decision's steps: the next one's mostly come alike. */
  readonly #order: { readonly raw: string; readonly columns: StepColumns }[] = [];
  #row = 0;

  constructor(hour: HourSketches) {
    this.#hour = hour;
  }

  take(steps: readonly Step[], isAnswer: boolean): void {
    this.#row++;
    for (let i = 0; i < steps.length; i++) {
      const step = steps[i]!;
      let found = this.#order[i];
      if (found === undefined || found.raw !== step.node) {
        found = { raw: step.node, columns: this.#columnsOf(wellFormed(step.node)) };
        this.#order[i] = found;
      }
      this.#take(found.columns, step, isAnswer);
    }
  }

  #take(columns: StepColumns, step: Step, isAnswer: boolean): void {
    const { outcome, failed, durationMs } = step;
    this.#count(columns, "steps");
    if (outcome === "skipped") this.#count(columns, "skipped");
    else {
      columns.latency ??= this.#hour.numberColumn(`latency of ${columns.node}`);
      if (columns.latency?.add(durationMs) === false) this.#hour.count(`unusable latency of ${columns.node}`);
    }
    if (outcome === "fell-back") this.#count(columns, "fell-back");
    if (outcome === "failed" || failed === true) this.#count(columns, "failed");
    const end = endOf(step);
    if (end === "timed-out") this.#count(columns, "timed-out");
    if (!isAnswer || columns.row === this.#row) return;
    columns.row = this.#row;
    columns.ends[end] ??= segmentOf(this.#hour.segments, stepDimension + columns.node, end);
    const counts = columns.ends[end];
    if (counts !== undefined) counts.answers++;
  }

  #count(columns: StepColumns, part: keyof StepColumns["counters"]): void {
    let counter = columns.counters[part];
    if (counter === undefined) {
      counter = this.#hour.counter(`${part} ${columns.node}`);
      columns.counters[part] = counter;
    }
    counter.pending++;
  }

  #columnsOf(node: string): StepColumns {
    let columns = this.#columns.get(node);
    if (columns === undefined) {
      columns = { node, counters: {}, ends: {}, row: 0 };
      if (this.#columns.size < maxFound) this.#columns.set(node, columns);
    }
    return columns;
  }
}
