import { type Moments, momentsFromSums } from "@aisle/stats/effects/moments";
import type { AssignedUnits } from "./assigned-units.ts";

/** Sums and sums of products of each arm's units, brought up to date row by row: the moments of any day come out of one pass. */
export class RunningSums {
  readonly #armOf: Uint8Array;
  readonly #raw: readonly Float64Array[];
  readonly #pre: readonly Float64Array[];
  readonly #cap: number;
  readonly #arms: { n: number; readonly sums: number[]; readonly products: number[][] }[];

  /** `pre` are the columns of before the exposure, `own` how many columns rows add to; the first is capped at `cap`. */
  constructor(
    { starts, exposedAt }: AssignedUnits,
    pre: readonly Float64Array[],
    own: number,
    cap = Number.POSITIVE_INFINITY,
  ) {
    this.#pre = pre;
    this.#cap = cap;
    this.#raw = Array.from({ length: own }, () => new Float64Array(exposedAt.length));
    this.#armOf = new Uint8Array(exposedAt.length);
    const size = own + pre.length;
    this.#arms = starts.slice(1).map((end, arm) => {
      this.#armOf.fill(arm, starts[arm]!, end);
      const zeros = () => new Array<number>(size).fill(0);
      return { n: 0, sums: zeros(), products: Array.from({ length: size }, zeros) };
    });
  }

  /** A unit is exposed. */
  enter(slot: number): void {
    const arm = this.#arms[this.#armOf[slot]!]!;
    const own = this.#raw.length;
    arm.n++;
    for (const [i, column] of this.#pre.entries()) {
      arm.sums[own + i]! += column[slot]!;
      for (const [j, other] of this.#pre.entries()) arm.products[own + i]![own + j]! += column[slot]! * other[slot]!;
    }
  }

  /** A row adds to a unit's column. */
  add(slot: number, column: number, value: number): void {
    const { sums, products } = this.#arms[this.#armOf[slot]!]!;
    const raw = this.#raw[column]!;
    const before = this.#valueOf(column, raw[slot]!);
    raw[slot]! += value;
    const after = this.#valueOf(column, raw[slot]!);
    if (before === after) return;
    sums[column]! += after - before;
    const row = products[column]!;
    row[column]! += after * after - before * before;
    for (let other = 0; other < row.length; other++) {
      if (other === column) continue;
      const own = this.#raw.length;
      const beside = other < own ? this.#valueOf(other, this.#raw[other]![slot]!) : this.#pre[other - own]![slot]!;
      row[other]! += (after - before) * beside;
      products[other]![column] = row[other]!;
    }
  }

  moments(): readonly Moments[] {
    return this.#arms.map(({ n, sums, products }) => momentsFromSums(n, sums, products));
  }

  #valueOf(column: number, raw: number): number {
    return column === 0 ? Math.min(this.#cap, raw) : raw;
  }
}
