import type { GrowingColumn } from "./growing-column.ts";

const first = 1024;

/** Finds rows by a 64-bit hash that two columns hold: open addressing, at most two thirds full. Rows of the hash 0, 0 are not in it. */
export class HashIndex {
  readonly #high: GrowingColumn<Uint32Array>;
  readonly #low: GrowingColumn<Uint32Array>;
  /** Row + 1, 0 where nothing stands. */
  #slots = new Int32Array(first);
  #used = 0;

  constructor(high: GrowingColumn<Uint32Array>, low: GrowingColumn<Uint32Array>) {
    this.#high = high;
    this.#low = low;
  }

  /** The row, or −1. */
  find(high: number, low: number): number {
    const mask = this.#slots.length - 1;
    for (let at = low & mask; ; at = (at + 1) & mask) {
      const row = this.#slots[at]! - 1;
      if (row < 0) return -1;
      if (this.#low.get(row) === low && this.#high.get(row) === high) return row;
    }
  }

  /** Adds a row that stands in the columns and is not in the index. */
  add(row: number): void {
    if ((this.#used + 1) * 3 > this.#slots.length * 2) this.#grow(this.#slots.length * 2);
    this.#place(row);
  }

  /** Makes it again out of the columns. */
  rebuild(): void {
    let size = first;
    while (this.#low.length * 3 > size * 2) size *= 2;
    this.#slots = new Int32Array(size);
    this.#used = 0;
    for (let row = 0; row < this.#low.length; row++) this.#place(row);
  }

  #grow(size: number): void {
    const before = this.#slots;
    this.#slots = new Int32Array(size);
    this.#used = 0;
    for (const slot of before) if (slot > 0) this.#place(slot - 1);
  }

  #place(row: number): void {
    const low = this.#low.get(row);
    if (low === 0 && this.#high.get(row) === 0) return;
    const mask = this.#slots.length - 1;
    let at = low & mask;
    while (this.#slots[at] !== 0) at = (at + 1) & mask;
    this.#slots[at] = row + 1;
    this.#used++;
  }
}
