/** Reads what `ByteWriter` wrote, in the same order. Throws `RangeError` past the end. */
export class ByteReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  byte(): number {
    return this.#bytes.readUInt8(this.#at++);
  }

  unsigned(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.byte();
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  }

  float64(): number {
    this.#at += 8;
    return this.#bytes.readDoubleLE(this.#at - 8);
  }

  text(): string {
    return this.#utf8(this.unsigned());
  }

  text32(): string {
    this.#at += 4;
    return this.#utf8(this.#bytes.readInt32BE(this.#at - 4));
  }

  #utf8(length: number): string {
    if (this.#at + length > this.#bytes.length) throw new RangeError("text is cut off");
    this.#at += length;
    return this.#bytes.toString("utf8", this.#at - length, this.#at);
  }
}
