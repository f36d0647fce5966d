import { chunkSize, integerColumn, numberColumn } from "./growing-column.ts";

/** The rows of one measure: whose, when and how much. Values stand only where one of them is not 1, as in counts. */
export class RowLog {
  readonly unit = integerColumn();
  /** Milliseconds since 1970. */
  readonly at = numberColumn();
  #values: ReturnType<typeof numberColumn> | undefined;

  get length(): number {
    return this.unit.length;
  }

  add(unit: number, at: number, value: number): void {
    if (value !== 1 && this.#values === undefined) {
      this.#values = numberColumn();
      this.#values.fillTo(this.length, 1);
    }
    this.unit.push(unit);
    this.at.push(at);
    this.#values?.push(value);
  }

  value(row: number): number {
    return this.#values === undefined ? 1 : this.#values.get(row);
  }

  readonly chunkRows = chunkSize;

  /** Rows from one on that is a multiple of `chunkRows`; without values all are 1. */
  chunk(start: number): {
    readonly unit: Uint32Array;
    readonly at: Float64Array;
    readonly values: Float64Array | undefined;
    readonly length: number;
  } {
    return {
      unit: this.unit.chunkAt(start),
      at: this.at.chunkAt(start),
      values: this.#values?.chunkAt(start),
      length: Math.min(chunkSize, this.length - start),
    };
  }

  get counts(): boolean {
    return this.#values === undefined;
  }
}
