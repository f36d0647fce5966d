import { addToQuantiles, emptyQuantiles, type QuantileSketch } from "@aisle/stats/sketches/quantile-sketch";
import type { StoredFloats } from "../../binary/stored-floats.ts";

/** An hour of up to about 600 values is stored whole; quantiles of a larger one are right within about 1 %. */
const hourK = 200;
/** Beyond it a number is stored nowhere: its 32 bits would be infinite. */
const maxValue = 3.4e38;
const pendingSize = 64;

/** A sketch whose values are bytes still: of most hours they are only counted. */
export type StoredQuantiles = Omit<QuantileSketch, "kind" | "levels"> & { readonly levels: readonly StoredFloats[] };

let level = new Float32Array(1024);

/** Numbers of an hour, to 32 bits: half the space, and no distribution looks different. */
export class NumberColumn {
  #sketch: QuantileSketch | undefined;
  readonly #stored: StoredQuantiles | undefined;
  /** Made when the first number comes: columns that are only read have none. */
  #pending: Float32Array | undefined;
  #pendingCount = 0;

  private constructor(sketch: QuantileSketch | undefined, stored?: StoredQuantiles) {
    this.#sketch = sketch;
    this.#stored = stored;
  }

  static empty(seed: number): NumberColumn {
    return new NumberColumn(emptyQuantiles(seed, hourK));
  }

  static stored(sketch: StoredQuantiles): NumberColumn {
    return new NumberColumn(undefined, sketch);
  }

  /** False for a number that no distribution could hold. */
  add(value: number): boolean {
    if (!(Math.abs(value) <= maxValue)) return false;
    this.#pending ??= new Float32Array(pendingSize);
    this.#pending[this.#pendingCount++] = value;
    if (this.#pendingCount === pendingSize) this.#flush();
    return true;
  }

  /** All that was added. */
  get sketch(): QuantileSketch {
    this.#flush();
    return this.#read();
  }

  /** Goes over the values by what each stands for; they are valid until the next call. */
  eachLevel(take: (values: Float32Array, weight: number) => void): void {
    const levels = this.#sketch === undefined && this.#pendingCount === 0 ? this.#stored!.levels : this.sketch.levels;
    let weight = 1;
    for (const values of levels) {
      if (values.length > level.length) level = new Float32Array(2 * values.length);
      if (Array.isArray(values)) level.set(values);
      else (values as StoredFloats).copyTo(level);
      take(level.subarray(0, values.length), weight);
      weight *= 2;
    }
  }

  #read(): QuantileSketch {
    if (this.#sketch === undefined) {
      const { levels, ...stored } = this.#stored!;
      this.#sketch = { kind: "quantile", ...stored, levels: levels.map((values) => values.toArray()) };
    }
    return this.#sketch;
  }

  #flush(): void {
    if (this.#pendingCount === 0) return;
    addToQuantiles(this.#read(), this.#pending!.subarray(0, this.#pendingCount));
    this.#pendingCount = 0;
  }
}
