import type { MonitorHour } from "@aisle/contracts/monitor-source";
import { hashText } from "@aisle/stats/sketches/hash-text";
import { addToHeavyHitters, emptyHeavyHitters, type HeavyHittersSketch } from "@aisle/stats/sketches/heavy-hitters";
import { addToSampledCounts, emptySampledCounts, type SampledCounts } from "@aisle/stats/sketches/sampled-counts";
import { NumberColumn } from "./number-column.ts";
import type { Segments } from "./segment-counts.ts";

/** Values of a text that are counted apart. */
const textCapacity = 64;
/** Products of an hour's sample. */
const itemCapacity = 512;
/** Columns of a kind in one hour: senders choose the names of fields. */
const maxColumns = 250;
const maxCounts = 1500;

/**
 * All that monitors know of one subject in one hour, as sketches that merge: counts, distributions of numbers, the most frequent
 * values of texts, and how often products were shown. Filled in one order, it is the same to the bit.
 */
export class HourSketches {
  /** Decisions, or events. */
  rows = 0;
  readonly counts = new Map<string, number>();
  readonly numbers = new Map<string, NumberColumn>();
  readonly texts = new Map<string, HeavyHittersSketch>();
  /** How often products were shown. */
  readonly items: SampledCounts = emptySampledCounts(itemCapacity);
  /** Of endpoints: answers by segment and what followed them. Without any where an earlier Aisle stored the hour. */
  readonly segments: Segments = new Map();
  readonly #seed: string;

  /** `seed` keeps the coins of hours apart. */
  constructor(seed: string) {
    this.#seed = seed;
  }

  static of({ kind, name, at }: MonitorHour): HourSketches {
    return new HourSketches(`${kind} ${name} ${at}`);
  }

  count(key: string, by = 1): void {
    const before = this.counts.get(key);
    // Keys with a name in them hold a space; the others are few, and never left out.
    if (before === undefined && this.counts.size >= maxCounts && key.includes(" ")) return;
    this.counts.set(key, (before ?? 0) + by);
  }

  addNumber(key: string, value: number): void {
    let column = this.numbers.get(key);
    if (column === undefined) {
      if (this.numbers.size >= maxColumns) return;
      column = NumberColumn.empty(hashText(`${this.#seed} ${key}`)[0]);
      this.numbers.set(key, column);
    }
    if (!column.add(value)) this.count(`unusable ${key}`);
  }

  addText(key: string, value: string): void {
    let sketch = this.texts.get(key);
    if (sketch === undefined) {
      if (this.texts.size >= maxColumns) return;
      sketch = emptyHeavyHitters(textCapacity);
      this.texts.set(key, sketch);
    }
    addToHeavyHitters(sketch, value);
  }

  addItem(id: string): void {
    addToSampledCounts(this.items, id);
  }
}
