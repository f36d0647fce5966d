import type { MonitoredDecision } from "@aisle/contracts/monitor-source";
import { wellFormed } from "./field-values.ts";
import type { Counter, HourSketches } from "./hour-sketches.ts";
import type { NumberColumn } from "./number-column.ts";
import type { TextColumn } from "./text-column.ts";

/** Ranks whose scores have a distribution of their own. */
const maxRank = 10;
const scoreKeys = Array.from({ length: maxRank }, (_, i) => `score of rank ${i + 1}`);

/** Adds the slots of answers to the sketches of one hour. */
export class SlotTaker {
  readonly #hour: HourSketches;
  readonly #scores: (NumberColumn | undefined)[] = [];
  #first: TextColumn | undefined;
  #slots: Counter | undefined;

  constructor(hour: HourSketches) {
    this.#hour = hour;
  }

  take(slots: MonitoredDecision["slots"]): void {
    if (slots.length === 0) return;
    const hour = this.#hour;
    let explored = 0;
    let unknownStock = 0;
    for (let i = 0; i < slots.length; i++) {
      const { item, score, propensity, availability } = slots[i]!;
      if (propensity !== 1) explored++;
      if (availability === "unknown") unknownStock++;
      if (i < maxRank) {
        this.#scores[i] ??= hour.numberColumn(scoreKeys[i]!);
        if (this.#scores[i]?.add(score) === false) hour.count(`unusable ${scoreKeys[i]}`);
      }
      hour.addItem(item);
    }
    const first = slots[0]!.item;
    this.#first ??= hour.textColumn("first product");
    if (this.#first?.again(first) === undefined) this.#first?.add(first, wellFormed(first));
    this.#slots ??= hour.counter("slots");
    this.#slots.pending += slots.length;
    if (explored > 0) hour.counter("explored").pending += explored;
    if (unknownStock > 0) hour.counter("unknown-stock").pending += unknownStock;
  }
}
