import type { MonitorHour } from "@aisle/contracts/monitor-source";
import { hashText } from "@aisle/stats/sketches/hash-text";
import { emptyHeavyHitters, type HeavyHittersSketch } from "@aisle/stats/sketches/heavy-hitters";
import { emptySampledCounts, type SampledCounts } from "@aisle/stats/sketches/sampled-counts";
import { ItemCounter } from "./item-counter.ts";
import { NumberColumn } from "./number-column.ts";
import type { Segments } from "./segment-counts.ts";
import { TextColumn } from "./text-column.ts";

/** Values of a text that are counted apart. */
const textCapacity = 64;
/** Products of an hour's sample. */
const itemCapacity = 512;
/** Columns of a kind in one hour: senders choose the names of fields. */
const maxColumns = 250;
const maxCounts = 1500;

/** A count that is at hand: what is pending is added when the counts of its hour are read. */
export interface Counter {
  pending: number;
}

/**
 * All that monitors know of one subject in one hour, as sketches that merge: counts, distributions of numbers, the most frequent
 * values of texts, and how often products were shown. Filled in one order, it is the same to the bit.
 */
export class HourSketches {
  /** Decisions, or events. */
  rows = 0;
  readonly numbers = new Map<string, NumberColumn>();
  /** Of endpoints: answers by segment and what followed them. Without any where an earlier Aisle stored the hour. */
  readonly segments: Segments = new Map();
  readonly #seed: string;
  readonly #counts = new Map<string, number>();
  readonly #counters = new Map<string, Counter>();
  readonly #texts = new Map<string, HeavyHittersSketch>();
  readonly #textColumns = new Map<string, TextColumn>();
  readonly #items: SampledCounts = emptySampledCounts(itemCapacity);
  #shown: ItemCounter | undefined;

  /** `seed` keeps the coins of hours apart. */
  constructor(seed: string) {
    this.#seed = seed;
  }

  static of({ kind, name, at }: MonitorHour): HourSketches {
    return new HourSketches(`${kind} ${name} ${at}`);
  }

  get counts(): Map<string, number> {
    for (const [key, counter] of this.#counters) {
      if (counter.pending === 0) continue;
      this.#counts.set(key, this.#counts.get(key)! + counter.pending);
      counter.pending = 0;
    }
    return this.#counts;
  }

  get texts(): Map<string, HeavyHittersSketch> {
    for (const column of this.#textColumns.values()) column.settle();
    return this.#texts;
  }

  /** How often products were shown. */
  get items(): SampledCounts {
    this.#shown?.settle();
    return this.#items;
  }

  count(key: string, by = 1): void {
    this.counter(key).pending += by;
  }

  /** A count, which is there from now on. */
  counter(key: string): Counter {
    let counter = this.#counters.get(key);
    if (counter !== undefined) return counter;
    counter = { pending: 0 };
    // Keys with a name in them hold a space; the others are few, and never left out.
    if (!this.#counts.has(key)) {
      if (this.#counts.size >= maxCounts && key.includes(" ")) return counter;
      this.#counts.set(key, 0);
    }
    this.#counters.set(key, counter);
    return counter;
  }

  /** A column of numbers; undefined beyond those that an hour has. */
  numberColumn(key: string): NumberColumn | undefined {
    let column = this.numbers.get(key);
    if (column === undefined) {
      if (this.numbers.size >= maxColumns) return undefined;
      column = NumberColumn.empty(hashText(`${this.#seed} ${key}`)[0]);
      this.numbers.set(key, column);
    }
    return column;
  }

  /** A column of texts; undefined beyond those that an hour has. */
  textColumn(key: string): TextColumn | undefined {
    let column = this.#textColumns.get(key);
    if (column === undefined) {
      let sketch = this.#texts.get(key);
      if (sketch === undefined) {
        if (this.#texts.size >= maxColumns) return undefined;
        sketch = emptyHeavyHitters(textCapacity);
        this.#texts.set(key, sketch);
      }
      column = new TextColumn(sketch);
      this.#textColumns.set(key, column);
    }
    return column;
  }

  addItem(id: string): void {
    this.#shown ??= new ItemCounter(this.#items);
    this.#shown.add(id);
  }
}
