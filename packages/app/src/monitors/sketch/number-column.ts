import { addToQuantiles, emptyQuantiles, type QuantileSketch } from "@aisle/stats/sketches/quantile-sketch";

/** An hour of up to about 600 values is stored whole; quantiles of a larger one are right within about 1 %. */
const hourK = 200;
/** Beyond it a number is stored nowhere: its 32 bits would be infinite. */
const maxValue = 3.4e38;
const pendingSize = 64;

/** Numbers of an hour, to 32 bits: half the space, and no distribution looks different. */
export class NumberColumn {
  readonly #sketch: QuantileSketch;
  readonly #pending = new Float32Array(pendingSize);
  #pendingCount = 0;

  constructor(sketch: QuantileSketch) {
    this.#sketch = sketch;
  }

  static empty(seed: number): NumberColumn {
    return new NumberColumn(emptyQuantiles(seed, hourK));
  }

  /** False for a number that no distribution could hold. */
  add(value: number): boolean {
    if (!(Math.abs(value) <= maxValue)) return false;
    this.#pending[this.#pendingCount++] = value;
    if (this.#pendingCount === pendingSize) this.#flush();
    return true;
  }

  /** All that was added. */
  get sketch(): QuantileSketch {
    this.#flush();
    return this.#sketch;
  }

  #flush(): void {
    if (this.#pendingCount === 0) return;
    addToQuantiles(this.#sketch, this.#pending.subarray(0, this.#pendingCount));
    this.#pendingCount = 0;
  }
}
