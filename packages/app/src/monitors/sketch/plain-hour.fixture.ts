import { isAnswer, type MonitoredDecision } from "@aisle/contracts/monitor-source";
import { hashText } from "@aisle/stats/sketches/hash-text";
import { addToHeavyHitters, emptyHeavyHitters, type HeavyHittersSketch } from "@aisle/stats/sketches/heavy-hitters";
import { addToQuantiles, emptyQuantiles, type QuantileSketch } from "@aisle/stats/sketches/quantile-sketch";
import { addToSampledCounts, emptySampledCounts } from "@aisle/stats/sketches/sampled-counts";
import { hasValues, isCategory, typeOf, wellFormed } from "./field-values.ts";
import { countAnswer, type Segments } from "./segment-counts.ts";
import { segmentsOf } from "./segments-of.ts";
import { endOf } from "./take-steps.ts";

/** An hour of an endpoint filled value by value, each looked up by its name: what a faster way must come to, to the bit. */
export class PlainHour {
  rows = 0;
  readonly counts = new Map<string, number>();
  readonly numbers = new Map<string, QuantileSketch>();
  readonly texts = new Map<string, HeavyHittersSketch>();
  readonly items = emptySampledCounts(512);
  readonly segments: Segments = new Map();
  readonly #seed: string;

  constructor(seed: string) {
    this.#seed = seed;
  }

  take(decision: MonitoredDecision): void {
    const { request, slots, steps, outcome, totalMs, versionNumber, arm } = decision;
    this.rows++;
    this.#count(`outcome.${outcome}`);
    if (outcome === "refused") return;
    this.#number("latency", totalMs);
    if (isAnswer(decision)) {
      this.#count("answers");
      if (slots.length === 0) this.#count("empty");
      this.#number("filled", slots.length);
      countAnswer(this.segments, segmentsOf(decision));
    }
    if (versionNumber !== undefined) this.#text("version", String(versionNumber));
    if (arm !== undefined) this.#text("arm", arm);
    for (const [name, value] of Object.entries(request)) {
      const type = typeOf(value);
      this.#count(`type.${type} request.${name}`);
      if (!hasValues(name)) continue;
      if (type === "number") this.#number(`request.${name}`, value as number);
      if (type === "list") this.#number(`length of request.${name}`, (value as readonly unknown[]).length);
      if (type === "yes-no" || (type === "text" && isCategory(value as string)))
        this.#text(`request.${name}`, wellFormed(String(value)));
    }
    for (const [i, { item, score }] of slots.entries()) {
      if (i < 10) this.#number(`score of rank ${i + 1}`, score);
      addToSampledCounts(this.items, item);
    }
    if (slots.length > 0) {
      this.#text("first product", slots[0]!.item);
      this.#count("slots", slots.length);
      this.#count("explored", slots.filter(({ propensity }) => propensity !== 1).length);
      this.#count("unknown-stock", slots.filter(({ availability }) => availability === "unknown").length);
    }
    for (const step of steps) {
      const node = wellFormed(step.node);
      this.#count(`steps ${node}`);
      if (step.outcome === "skipped") this.#count(`skipped ${node}`);
      else this.#number(`latency of ${node}`, step.durationMs);
      if (step.outcome === "fell-back") this.#count(`fell-back ${node}`);
      if (step.outcome === "failed" || step.failed === true) this.#count(`failed ${node}`);
      if (endOf(step) === "timed-out") this.#count(`timed-out ${node}`);
    }
  }

  #count(key: string, by = 1): void {
    if (by > 0) this.counts.set(key, (this.counts.get(key) ?? 0) + by);
  }

  #number(key: string, value: number): void {
    const sketch = this.numbers.get(key) ?? emptyQuantiles(hashText(`${this.#seed} ${key}`)[0], 200);
    this.numbers.set(key, sketch);
    if (Math.abs(value) <= 3.4e38) addToQuantiles(sketch, [Math.fround(value)]);
    else this.#count(`unusable ${key}`);
  }

  #text(key: string, value: string): void {
    const sketch = this.texts.get(key) ?? emptyHeavyHitters(64);
    this.texts.set(key, sketch);
    addToHeavyHitters(sketch, value);
  }
}
