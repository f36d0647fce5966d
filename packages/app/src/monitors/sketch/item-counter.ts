import { hashText53 } from "@aisle/stats/sketches/hash-text";
import type { SampledCounts } from "@aisle/stats/sketches/sampled-counts";

const allHashes = 2 ** 53;

/**
 * Counts texts of a sample as `addToSampledCounts` does, at half its cost: hashes stand in a table of their own until the sample is read.
 * What is in a sample does not depend on the order of adding.
 */
export class ItemCounter {
  readonly #sample: SampledCounts;
  /** Hashes and 1, at the place that their last bits say or the next free one; 0 is free. */
  readonly #hashes: Float64Array;
  readonly #weights: Float64Array;
  readonly #mask: number;
  #count = 0;
  #limit = allHashes;
  #isChanged = false;

  constructor(sample: SampledCounts) {
    this.#sample = sample;
    const places = 2 ** Math.ceil(Math.log2(3 * sample.capacity));
    this.#hashes = new Float64Array(places);
    this.#weights = new Float64Array(places);
    this.#mask = places - 1;
    this.#fill();
  }

  add(text: string): void {
    const hash = hashText53(text);
    if (hash >= this.#limit) return;
    this.#isChanged = true;
    this.#weights[this.#placeOf(hash)]!++;
    if (this.#count > this.#sample.capacity) this.#raise();
  }

  /** Brings the sample up to date. */
  settle(): void {
    if (!this.#isChanged) return;
    this.#isChanged = false;
    const { counts } = this.#sample;
    counts.clear();
    for (let place = 0; place <= this.#mask; place++)
      if (this.#hashes[place] !== 0) counts.set(this.#hashes[place]! - 1, this.#weights[place]!);
  }

  #placeOf(hash: number): number {
    let place = hash & this.#mask;
    for (;;) {
      const found = this.#hashes[place]!;
      if (found === hash + 1) return place;
      if (found === 0) break;
      place = (place + 1) & this.#mask;
    }
    this.#hashes[place] = hash + 1;
    this.#count++;
    return place;
  }

  /** Halves the share of texts that are counted until they fit. */
  #raise(): void {
    this.settle();
    const { counts, capacity } = this.#sample;
    while (counts.size > capacity) {
      this.#sample.level++;
      const limit = allHashes / 2 ** this.#sample.level;
      for (const hash of counts.keys()) if (hash >= limit) counts.delete(hash);
    }
    this.#hashes.fill(0);
    this.#weights.fill(0);
    this.#fill();
  }

  #fill(): void {
    this.#count = 0;
    this.#limit = allHashes / 2 ** this.#sample.level;
    for (const [hash, weight] of this.#sample.counts) this.#weights[this.#placeOf(hash)] = weight;
  }
}
