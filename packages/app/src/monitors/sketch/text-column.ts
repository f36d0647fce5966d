import { addToHeavyHitters, type HeavyHittersSketch } from "@aisle/stats/sketches/heavy-hitters";
import type { SegmentCounts } from "./segment-counts.ts";

/** A value of a text column, found again without a look-up in the sketch. */
export interface TextPlace {
  readonly value: string;
  /** Rows that are not in the sketch yet. */
  pending: number;
  /** Where its answers count, once that is known. */
  segment?: SegmentCounts | undefined;
}

/** The most frequent values of a text in an hour. Rows of known values are added when the sketch is read: it is the same to the bit. */
export class TextColumn {
  readonly #sketch: HeavyHittersSketch;
  readonly #places = new Map<string, TextPlace>();
  #changed: TextPlace[] = [];

  constructor(sketch: HeavyHittersSketch) {
    this.#sketch = sketch;
  }

  /** Counts a row of a value that has been counted before; undefined for another. */
  again(raw: string): TextPlace | undefined {
    const place = this.#places.get(raw);
    if (place !== undefined && place.pending++ === 0) this.#changed.push(place);
    return place;
  }

  /** Counts a row of a value: `raw` is how it came, `value` how it is stored. */
  add(raw: string, value: string): void {
    this.settle();
    const { error, counters } = this.#sketch;
    addToHeavyHitters(this.#sketch, value);
    // A value that lost its counter is a new one when it comes again.
    if (this.#sketch.error !== error) this.#places.clear();
    if (counters.has(value)) this.#places.set(raw, { value, pending: 0 });
  }

  /** Adds what is pending to the sketch. */
  settle(): void {
    if (this.#changed.length === 0) return;
    for (const place of this.#changed) {
      addToHeavyHitters(this.#sketch, place.value, place.pending);
      place.pending = 0;
    }
    this.#changed = [];
  }
}
