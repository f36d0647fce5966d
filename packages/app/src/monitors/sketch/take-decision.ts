import type { MonitoredDecision } from "@aisle/contracts/monitor-source";
import type { HourSketches } from "./hour-sketches.ts";
import { FieldTaker, wellFormed } from "./take-fields.ts";

/** Ranks whose scores have a distribution of their own. */
const maxRank = 10;
const scoreKeys = Array.from({ length: maxRank }, (_, i) => `score of rank ${i + 1}`);
/** How a step that took too long says so, in whatever way it then ended. */
const overTime = /took longer than \d|was still waited for|limit \d+ ms/;

interface StepKeys {
  readonly all: string;
  readonly skipped: string;
  readonly fellBack: string;
  readonly failed: string;
  readonly timedOut: string;
  readonly latency: string;
}

/** Adds decisions of endpoints to the sketches of their hours. */
export class DecisionTaker {
  readonly #fields = new FieldTaker("request");
  readonly #steps = new Map<string, StepKeys>();

  take(hour: HourSketches, { request, slots, steps, outcome, totalMs, versionNumber, arm }: MonitoredDecision): void {
    hour.rows++;
    hour.count(`outcome.${outcome}`);
    // What the caller got wrong says nothing of what the endpoint answers.
    if (outcome === "refused") return;
    hour.addNumber("latency", totalMs);
    if (outcome === "answered" || outcome === "fell-back") {
      hour.count("answers");
      if (slots.length === 0) hour.count("empty");
      hour.addNumber("filled", slots.length);
    }
    if (versionNumber !== undefined) hour.addText("version", String(versionNumber));
    if (arm !== undefined) hour.addText("arm", wellFormed(arm));
    this.#fields.take(hour, request);
    this.#takeSlots(hour, slots);
    for (const step of steps) this.#takeStep(hour, step);
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

  #takeStep(
    hour: HourSketches,
    { node, outcome, failed, reason, durationMs }: MonitoredDecision["steps"][number],
  ): void {
    const keys = this.#keysOf(node);
    hour.count(keys.all);
    if (outcome === "skipped") hour.count(keys.skipped);
    else hour.addNumber(keys.latency, durationMs);
    if (outcome === "fell-back") hour.count(keys.fellBack);
    if (outcome === "failed" || failed === true) hour.count(keys.failed);
    if (reason !== undefined && overTime.test(reason)) hour.count(keys.timedOut);
  }

  #keysOf(node: string): StepKeys {
    let keys = this.#steps.get(node);
    if (keys === undefined) {
      const of = wellFormed(node);
      keys = {
        all: `steps ${of}`,
        skipped: `skipped ${of}`,
        fellBack: `fell-back ${of}`,
        failed: `failed ${of}`,
        timedOut: `timed-out ${of}`,
        latency: `latency of ${of}`,
      };
      if (this.#steps.size < 10_000) this.#steps.set(node, keys);
    }
    return keys;
  }
}
