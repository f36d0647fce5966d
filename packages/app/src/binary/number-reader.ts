import { StoredFloats } from "./stored-floats.ts";

/** Reads what `NumberWriter` wrote, in the same order. Throws `RangeError` past the end. */
export class NumberReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #texts: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#texts = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  byte(): number {
    const value = this.#bytes[this.#at++];
    if (value === undefined) throw new RangeError("the sums are cut off");
    return value;
  }

  unsigned(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.byte();
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  }

  uint32(): number {
    this.#at += 4;
    return this.#view.getUint32(this.#at - 4, true);
  }

  /** As many numbers of 32 bits. */
  float32s(count: number): StoredFloats {
    const at = this.#at;
    this.#at += 4 * count;
    if (this.#at > this.#bytes.length) throw new RangeError("the sums are cut off");
    return new StoredFloats(this.#view, at, count);
  }

  /** A text in UTF-8. */
  text(): string {
    const length = this.unsigned();
    if (this.#at + length > this.#bytes.length) throw new RangeError("the sums are cut off");
    this.#at += length;
    return this.#texts.toString("utf8", this.#at - length, this.#at);
  }

  number(): number {
    const coded = this.unsigned();
    if (coded % 2 === 0) return coded % 4 === 0 ? coded / 4 : -(coded + 2) / 4;
    this.#at += 8;
    return this.#view.getFloat64(this.#at - 8, true);
  }

  bytes(): Uint8Array {
    const length = this.unsigned();
    if (this.#at + length > this.#bytes.length) throw new RangeError("the sums are cut off");
    this.#at += length;
    return this.#bytes.slice(this.#at - length, this.#at);
  }
}
