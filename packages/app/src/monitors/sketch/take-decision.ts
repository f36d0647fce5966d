import { isAnswer, type MonitoredDecision } from "@aisle/contracts/monitor-source";
import type { HourSketches } from "./hour-sketches.ts";
import { countAnswer } from "./segment-counts.ts";
import { segmentsOf } from "./segments-of.ts";
import { FieldTaker, wellFormed } from "./take-fields.ts";
import { StepTaker } from "./take-steps.ts";

/** Ranks whose scores have a distribution of their own. */
const maxRank = 10;
const scoreKeys = Array.from({ length: maxRank }, (_, i) => `score of rank ${i + 1}`);
/** Adds decisions of endpoints to the sketches of their hours. */
export class DecisionTaker {
  readonly #fields = new FieldTaker("request");
  readonly #steps = new StepTaker();

  take(hour: HourSketches, decision: MonitoredDecision): void {
    const { request, slots, steps, outcome, totalMs, versionNumber, arm } = decision;
    hour.rows++;
    hour.count(`outcome.${outcome}`);
    // What the caller got wrong says nothing of what the endpoint answers.
    if (outcome === "refused") return;
    hour.addNumber("latency", totalMs);
    if (isAnswer(decision)) {
      hour.count("answers");
      countAnswer(hour.segments, segmentsOf(decision));
      if (slots.length === 0) hour.count("empty");
      hour.addNumber("filled", slots.length);
    }
    if (versionNumber !== undefined) hour.addText("version", String(versionNumber));
    if (arm !== undefined) hour.addText("arm", wellFormed(arm));
    this.#fields.take(hour, request);
    this.#takeSlots(hour, slots);
    for (const step of steps) this.#steps.take(hour, step);
  }

  #takeSlots(hour: HourSketches, slots: MonitoredDecision["slots"]): void {
    if (slots.length === 0) return;
    let explored = 0;
    let unknownStock = 0;
    for (let i = 0; i < slots.length; i++) {
      const { item, score, propensity, availability } = slots[i]!;
      if (propensity !== 1) explored++;
      if (availability === "unknown") unknownStock++;
      if (i < maxRank) hour.addNumber(scoreKeys[i]!, score);
      hour.addItem(item);
    }
    hour.addText("first product", wellFormed(slots[0]!.item));
    hour.count("slots", slots.length);
    if (explored > 0) hour.count("explored", explored);
    if (unknownStock > 0) hour.count("unknown-stock", unknownStock);
  }
}
