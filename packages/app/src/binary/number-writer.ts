const largeChunk = 1 << 20;
/** No single value takes more. */
const maxValueBytes = 20;
const maxInteger = 2 ** 50;

/**
 * Writes numbers one after the other, small whole ones in few bytes: 7 bits a byte, low first. In chunks, so that nothing is copied
 * while it grows.
 */
export class NumberWriter {
  readonly #full: Uint8Array[] = [];
  readonly #chunkBytes: number;
  #chunk: Uint8Array<ArrayBuffer>;
  #used = 0;
  #view: DataView;

  /** `chunkBytes` fits what is written: a chunk costs its size however little of it is used. */
  constructor(chunkBytes = largeChunk) {
    this.#chunkBytes = chunkBytes;
    this.#chunk = new Uint8Array(chunkBytes);
    this.#view = new DataView(this.#chunk.buffer);
  }

  byte(value: number): void {
    this.#room();
    this.#chunk[this.#used++] = value;
  }

  /** A whole number of 0 to 2^53. */
  unsigned(value: number): void {
    this.#room();
    let rest = value;
    while (rest >= 0x8000_0000) {
      this.#chunk[this.#used++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    while (rest >= 128) {
      this.#chunk[this.#used++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.#chunk[this.#used++] = rest;
  }

  uint32(value: number): void {
    this.#room();
    this.#view.setUint32(this.#used, value, true);
    this.#used += 4;
  }

  float32(value: number): void {
    this.#room();
    this.#view.setFloat32(this.#used, value, true);
    this.#used += 4;
  }

  /** Any number: whole ones short, others in full. */
  number(value: number): void {
    if (Number.isInteger(value) && Math.abs(value) < maxInteger && !Object.is(value, -0)) {
      this.unsigned(value >= 0 ? value * 4 : -value * 4 - 2);
      return;
    }
    this.unsigned(1);
    this.#room();
    this.#view.setFloat64(this.#used, value, true);
    this.#used += 8;
  }

  bytes(value: Uint8Array): void {
    this.unsigned(value.length);
    for (let at = 0; at < value.length; ) {
      if (this.#used === this.#chunkBytes) this.#next();
      const count = Math.min(value.length - at, this.#chunkBytes - this.#used);
      this.#chunk.set(value.subarray(at, at + count), this.#used);
      this.#used += count;
      at += count;
    }
  }

  /** All of it; the writer is empty then. */
  take(): Uint8Array {
    this.#full.push(this.#chunk.subarray(0, this.#used));
    const whole = new Uint8Array(this.#full.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const [i, chunk] of this.#full.entries()) {
      whole.set(chunk, at);
      at += chunk.length;
      // Not both in memory.
      this.#full[i] = new Uint8Array();
    }
    this.#full.length = 0;
    this.#used = 0;
    return whole;
  }

  #room(): void {
    if (this.#used + maxValueBytes > this.#chunkBytes) this.#next();
  }

  #next(): void {
    this.#full.push(this.#chunk.subarray(0, this.#used));
    this.#chunk = new Uint8Array(this.#chunkBytes);
    this.#view = new DataView(this.#chunk.buffer);
    this.#used = 0;
  }
}
