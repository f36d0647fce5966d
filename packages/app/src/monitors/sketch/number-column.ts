import { addToQuantiles, emptyQuantiles, type QuantileSketch } from "@aisle/stats/sketches/quantile-sketch";

/** An hour of up to about 600 values is stored whole; quantiles of a larger one are right within about 1 %. */
const hourK = 200;
/** Beyond it a number is stored nowhere: its 32 bits would be infinite. */
const maxValue = 3.4e38;
const pendingSize = 64;

/** Numbers of an hour, to 32 bits: half the space, and no distribution looks different. */
export class NumberColumn {
  readonly #sketch: QuantileSketch;
  #pending: number[] = [];

  constructor(sketch: QuantileSketch) {
    this.#sketch = sketch;
  }

  static empty(seed: number): NumberColumn {
    return new NumberColumn(emptyQuantiles(seed, hourK));
  }

  /** False for a number that no distribution could hold. */
  add(value: number): boolean {
    if (!(Math.abs(value) <= maxValue)) return false;
    if (this.#pending.push(Math.fround(value)) === pendingSize) this.#flush();
    return true;
  }

  /** All that was added. */
  get sketch(): QuantileSketch {
    this.#flush();
    return this.#sketch;
  }

  #flush(): void {
    if (this.#pending.length === 0) return;
    addToQuantiles(this.#sketch, this.#pending);
    this.#pending = [];
  }
}
