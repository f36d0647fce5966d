import { binOf } from "@aisle/stats/drift/bin-edges";

const cells = 64;

/** Counts values over the bins between some cuts, as `binOf` has them: a grid of equal cells says about where a value lies. */
export class BinFinder {
  readonly #edges: Float64Array;
  readonly #starts = new Uint8Array(cells);
  readonly #from: number;
  readonly #scale: number;

  /** `edges`: at most 255, ascending. */
  constructor(edges: Float64Array) {
    this.#edges = edges;
    this.#from = edges[0]!;
    const width = edges.at(-1)! - this.#from;
    // All values of cuts that lie too near or too far apart to divide are looked for from the first bin on.
    this.#scale = width > 0 && Number.isFinite(width) && Number.isFinite(cells / width) ? cells / width : 0;
    for (let cell = 1; cell < cells && this.#scale > 0; cell++)
      this.#starts[cell] = binOf(edges, this.#from + cell / this.#scale);
  }

  /** Adds a weight to the bin of each value; bins begin at `at` in `into`. */
  add(values: Float32Array, weight: number, into: Float64Array, at: number): void {
    const edges = this.#edges;
    const starts = this.#starts;
    const [from, scale, count] = [this.#from, this.#scale, edges.length];
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      const cell = (value - from) * scale;
      let bin = starts[cell >= cells ? cells - 1 : cell > 0 ? Math.trunc(cell) : 0]!;
      while (bin < count && value >= edges[bin]!) bin++;
      while (bin > 0 && value < edges[bin - 1]!) bin--;
      into[at + bin]! += weight;
    }
  }
}
