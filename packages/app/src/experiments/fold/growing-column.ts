const chunkBits = 16;
/** Rows of a chunk. */
export const chunkSize = 1 << chunkBits;
const chunkMask = chunkSize - 1;

type Column = Uint8Array | Uint32Array | Float64Array;

/** A column of numbers that grows by chunks, so that growing copies nothing and needs no second copy of it in memory. */
export class GrowingColumn<C extends Column> {
  length = 0;
  readonly #chunks: C[] = [];
  readonly #make: (size: number) => C;

  constructor(make: (size: number) => C) {
    this.#make = make;
  }

  push(value: number): void {
    const at = this.length++;
    const inChunk = at & chunkMask;
    if (inChunk === 0) this.#chunks.push(this.#make(chunkSize));
    this.#chunks[at >>> chunkBits]![inChunk] = value;
  }

  get(at: number): number {
    return this.#chunks[at >>> chunkBits]![at & chunkMask]!;
  }

  set(at: number, value: number): void {
    this.#chunks[at >>> chunkBits]![at & chunkMask] = value;
  }

  /** The chunk that a row stands in; what lies behind the last row is 0. */
  chunkAt(row: number): C {
    return this.#chunks[row >>> chunkBits]!;
  }

  /** Makes it at least so long, with `value` in what is new. */
  fillTo(length: number, value: number): void {
    while (this.length < length) {
      const inChunk = this.length & chunkMask;
      if (inChunk === 0) this.#chunks.push(this.#make(chunkSize));
      const until = Math.min(chunkSize, inChunk + length - this.length);
      this.#chunks[this.length >>> chunkBits]!.fill(value, inChunk, until);
      this.length += until - inChunk;
    }
  }
}

export const bytesColumn = (): GrowingColumn<Uint8Array> => new GrowingColumn((size) => new Uint8Array(size));
export const integerColumn = (): GrowingColumn<Uint32Array> => new GrowingColumn((size) => new Uint32Array(size));
export const numberColumn = (): GrowingColumn<Float64Array> => new GrowingColumn((size) => new Float64Array(size));
