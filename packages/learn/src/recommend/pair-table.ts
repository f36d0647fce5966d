/** Sums by a pair of whole numbers below 2^26, in an open-addressing table: about 24 bytes a pair, never by pairs that do not occur. */
export class PairTable {
  #keys: Float64Array;
  #sums: Float32Array;
  #size = 0;

  constructor(capacity = 1024) {
    const slots = 2 ** Math.ceil(Math.log2(Math.max(16, capacity * 2)));
    this.#keys = new Float64Array(slots).fill(-1);
    this.#sums = new Float32Array(slots);
  }

  get size(): number {
    return this.#size;
  }

  add(a: number, b: number, amount: number): void {
    if (this.#size * 2 >= this.#keys.length) this.#grow();
    const key = a * width + b;
    const slot = this.#slotOf(key);
    if (this.#keys[slot] === -1) {
      this.#keys[slot] = key;
      this.#size++;
    }
    this.#sums[slot]! += amount;
  }

  get(a: number, b: number): number {
    return this.#sums[this.#slotOf(a * width + b)]!;
  }

  /** Calls back for each pair, in no particular order. */
  each(visit: (a: number, b: number, sum: number) => void): void {
    for (const [slot, key] of this.#keys.entries())
      if (key >= 0) visit(Math.floor(key / width), key % width, this.#sums[slot]!);
  }

  #slotOf(key: number): number {
    const mask = this.#keys.length - 1;
    let slot = (Math.imul(key % width, 0x9e3779b1) ^ Math.imul(Math.floor(key / width), 0x85ebca6b)) >>> 0;
    slot = (slot ^ (slot >>> 15)) & mask;
    while (this.#keys[slot] !== -1 && this.#keys[slot] !== key) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const [keys, sums] = [this.#keys, this.#sums];
    this.#keys = new Float64Array(keys.length * 2).fill(-1);
    this.#sums = new Float32Array(keys.length * 2);
    for (const [at, key] of keys.entries()) {
      if (key < 0) continue;
      const slot = this.#slotOf(key);
      this.#keys[slot] = key;
      this.#sums[slot] = sums[at]!;
    }
  }
}

const width = 2 ** 26;
