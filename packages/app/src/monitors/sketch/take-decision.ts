import { isAnswer, type MonitoredDecision } from "@aisle/contracts/monitor-source";
import { KnownFields } from "./field-keys.ts";
import { wellFormed } from "./field-values.ts";
import type { Counter, HourSketches } from "./hour-sketches.ts";
import type { NumberColumn } from "./number-column.ts";
import { type SegmentCounts, segmentOf } from "./segment-counts.ts";
import { FieldTaker } from "./take-fields.ts";
import { SlotTaker } from "./take-slots.ts";
import { StepTaker } from "./take-steps.ts";
import type { TextColumn } from "./text-column.ts";

/** Adds decisions of endpoints to the sketches of their hours. */
export class DecisionTaker {
  readonly #known = new KnownFields("request");
  readonly #takers = new WeakMap<HourSketches, HourTaker>();
  #last: HourTaker | undefined;

  take(hour: HourSketches, decision: MonitoredDecision): void {
    let taker = this.#last;
    if (taker?.hour !== hour) {
      taker = this.#takers.get(hour) ?? new HourTaker(hour, this.#known);
      this.#takers.set(hour, taker);
      this.#last = taker;
    }
    taker.take(decision);
  }
}

/** Adds decisions to one hour, whose columns are found once and not for each decision. */
class HourTaker {
  readonly hour: HourSketches;
  readonly #fields: FieldTaker;
  readonly #slots: SlotTaker;
  readonly #steps: StepTaker;
  readonly #outcomes: { [outcome in MonitoredDecision["outcome"]]?: Counter } = {};
  readonly #answers: { [answer: string]: SegmentCounts | undefined } = {};
  readonly #texts: { [column: string]: TextColumn | undefined } = {};
  #latency: NumberColumn | undefined;
  #filled: NumberColumn | undefined;

  constructor(hour: HourSketches, known: KnownFields) {
    this.hour = hour;
    this.#fields = new FieldTaker(hour, known);
    this.#slots = new SlotTaker(hour);
    this.#steps = new StepTaker(hour);
  }

  take(decision: MonitoredDecision): void {
    const { request, slots, steps, outcome, totalMs, versionNumber, arm } = decision;
    const { hour } = this;
    hour.rows++;
    this.#outcomes[outcome] ??= hour.counter(`outcome.${outcome}`);
    this.#outcomes[outcome].pending++;
    // What the caller got wrong says nothing of what the endpoint answers.
    if (outcome === "refused") return;
    this.#latency ??= hour.numberColumn("latency");
    if (this.#latency?.add(totalMs) === false) hour.count("unusable latency");
    const answered = isAnswer(decision);
    if (answered) {
      hour.count("answers");
      if (slots.length === 0) hour.count("empty");
      this.#filled ??= hour.numberColumn("filled");
      this.#filled?.add(slots.length);
    }
    if (versionNumber !== undefined) this.#takeText("version", String(versionNumber), answered);
    if (arm !== undefined) this.#takeText("arm", arm, answered);
    if (answered) this.#takeAnswer(slots.length === 0 ? "empty" : "with products");
    this.#fields.take(request, answered);
    this.#slots.take(slots);
    this.#steps.take(steps, answered);
  }

  #takeAnswer(value: string): void {
    this.#answers[value] ??= segmentOf(this.hour.segments, "answer", value);
    const counts = this.#answers[value];
    if (counts !== undefined) counts.answers++;
  }

  #takeText(column: "version" | "arm", raw: string, answered: boolean): void {
    this.#texts[column] ??= this.hour.textColumn(column);
    const place = this.#texts[column]?.again(raw);
    const value = place?.value ?? wellFormed(raw);
    if (place === undefined) this.#texts[column]?.add(raw, value);
    if (!answered) return;
    const counts = place?.segment ?? segmentOf(this.hour.segments, column, value);
    if (counts === undefined) return;
    if (place !== undefined) place.segment = counts;
    counts.answers++;
  }
}
