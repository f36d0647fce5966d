const maxInlineLength = 96;

/**
 * Bytes written one value after the other into a buffer that grows; reused and emptied again by its owner, so that
 * writing allocates nothing. Unsigned integers are 7 bits a byte, low first; texts are their length in bytes and UTF-8.
 */
export class ByteWriter {
  buffer: Buffer;
  used = 0;
  readonly #maxBytes: number;
  #view: DataView;

  /** `maxBytes`: writing beyond it throws `RangeError`. */
  constructor(bytes: number, maxBytes = Number.POSITIVE_INFINITY) {
    this.#maxBytes = maxBytes;
    this.buffer = Buffer.allocUnsafeSlow(bytes);
    this.#view = new DataView(this.buffer.buffer, this.buffer.byteOffset, this.buffer.length);
  }

  /** Makes room for so many bytes more. */
  reserve(bytes: number): void {
    const needed = this.used + bytes;
    if (needed <= this.buffer.length) return;
    if (needed > this.#maxBytes) throw new RangeError(`more than ${this.#maxBytes} bytes`);
    const larger = Buffer.allocUnsafeSlow(Math.min(this.#maxBytes, Math.max(this.buffer.length * 2, needed)));
    this.buffer.copy(larger, 0, 0, this.used);
    this.buffer = larger;
    this.#view = new DataView(larger.buffer, larger.byteOffset, larger.length);
  }

  byte(value: number): void {
    this.reserve(1);
    this.buffer[this.used++] = value;
  }

  bytes(value: Uint8Array): void {
    this.reserve(value.length);
    this.buffer.set(value, this.used);
    this.used += value.length;
  }

  /** A whole number of 0 to 2^53; anything else is written as 0. */
  unsigned(value: number): void {
    this.reserve(8);
    let rest = Math.max(0, value) || 0;
    while (rest >= 128) {
      this.buffer[this.used++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    this.buffer[this.used++] = rest;
  }

  float64(value: number): void {
    this.reserve(8);
    this.#view.setFloat64(this.used, value, true);
    this.used += 8;
  }

  /** Big-endian, as PostgreSQL's formats have it. */
  int32(value: number): void {
    this.reserve(4);
    this.#view.setInt32(this.used, value);
    this.used += 4;
  }

  /** Overwrites four bytes that stand already. */
  int32At(at: number, value: number): void {
    this.#view.setInt32(at, value);
  }

  text(value: string): void {
    if (!this.#plain(value, 1)) {
      this.unsigned(Buffer.byteLength(value));
      this.utf8(value);
      return;
    }
    this.buffer[this.used] = value.length;
    this.used += 1 + value.length;
  }

  /** A text after its length as int32. */
  text32(value: string): void {
    this.reserve(4);
    if (this.#plain(value, 4)) {
      this.int32(value.length);
      this.used += value.length;
      return;
    }
    const at = this.used;
    this.used += 4;
    this.int32At(at, this.utf8(value));
  }

  /** UTF-8 without its length, which is returned. */
  utf8(value: string): number {
    // As many as it may take; how many it does take is asked only when that is more than there is.
    if (this.used + 3 * value.length > this.buffer.length) this.reserve(Buffer.byteLength(value));
    const length = this.buffer.write(value, this.used, "utf8");
    this.used += length;
    return length;
  }

  /** Writes a short ASCII text at an offset from here, without moving on: cheaper than the call into native code. */
  #plain(value: string, offset: number): boolean {
    const { length } = value;
    if (length > maxInlineLength) return false;
    this.reserve(length + offset);
    const start = this.used + offset;
    const { buffer } = this;
    for (let i = 0; i < length; i++) {
      const code = value.charCodeAt(i);
      if (code > 127) return false;
      buffer[start + i] = code;
    }
    return true;
  }
}
