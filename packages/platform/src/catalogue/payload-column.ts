import type { Json } from "@aisle/runtime/json";
import type { PayloadCondition } from "@aisle/runtime/node-sdk/payload-filter";

type Plain = string | number | boolean;

/** One payload field of all products, by ordinal. A list counts as each of its values; other objects match nothing. */
export class PayloadColumn {
  /** Another number after every change that can alter what matches. */
  version: number;
  readonly #codes = new Map<Plain, number>();
  /** Code of the value, -1 for none, -2 - i for `lists[i]`. */
  #ordinals: Int32Array;
  #numbers: Float64Array;
  readonly #lists: (readonly number[])[] = [];

  constructor(size: number, version: number) {
    this.version = version;
    this.#ordinals = new Int32Array(size).fill(-1);
    this.#numbers = new Float64Array(size).fill(Number.NaN);
  }

  write(ordinal: number, value: Json | undefined): void {
    if (ordinal >= this.#ordinals.length) this.#grow(ordinal + 1);
    this.#numbers[ordinal] = typeof value === "number" ? value : Number.NaN;
    if (Array.isArray(value)) {
      this.#ordinals[ordinal] = -2 - this.#lists.length;
      this.#lists.push(value.filter(isPlain).map((plain) => this.#codeOf(plain)));
    } else this.#ordinals[ordinal] = isPlain(value) ? this.#codeOf(value) : -1;
  }

  /** True when values that no product has any more take so much room that the column should be built afresh. */
  wasted(products: number): boolean {
    return Math.max(this.#lists.length, this.#codes.size) > 3 * products + 1000;
  }

  /** Clears the bits of the products that do not meet the condition. */
  keepMatching(bits: Uint8Array, condition: PayloadCondition): void {
    if ("in" in condition) this.#keepOneOf(bits, condition.in);
    else {
      const min = condition.min ?? Number.NEGATIVE_INFINITY;
      const max = condition.max ?? Number.POSITIVE_INFINITY;
      const numbers = this.#numbers;
      for (let i = 0; i < bits.length; i++) {
        const value = numbers[i]!;
        if (!(value >= min && value <= max)) bits[i] = 0;
      }
    }
  }

  #keepOneOf(bits: Uint8Array, values: readonly Plain[]): void {
    const accepted = new Uint8Array(this.#codes.size);
    for (const value of values) {
      const code = this.#codes.get(value);
      if (code !== undefined) accepted[code] = 1;
    }
    const ordinals = this.#ordinals;
    for (let i = 0; i < bits.length; i++) {
      if (bits[i] === 0) continue;
      const code = ordinals[i]!;
      if (code >= 0) bits[i] = accepted[code]!;
      else if (code === -1 || !this.#lists[-2 - code]!.some((one) => accepted[one] === 1)) bits[i] = 0;
    }
  }

  #codeOf(value: Plain): number {
    let code = this.#codes.get(value);
    if (code === undefined) {
      code = this.#codes.size;
      this.#codes.set(value, code);
    }
    return code;
  }

  #grow(needed: number): void {
    const size = Math.max(needed, Math.ceil(this.#ordinals.length * 1.5), 64);
    const ordinals = new Int32Array(size).fill(-1);
    const numbers = new Float64Array(size).fill(Number.NaN);
    ordinals.set(this.#ordinals);
    numbers.set(this.#numbers);
    this.#ordinals = ordinals;
    this.#numbers = numbers;
  }
}

function isPlain(value: Json | undefined): value is Plain {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}
