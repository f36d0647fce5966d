import { hashText } from "@aisle/stats/sketches/hash-text";
import { integerColumn } from "./growing-column.ts";
import { HashIndex } from "./hash-index.ts";

/** Groups in which units stand by chance: one bit each. */
export const shownGroups = 32;
/** More different products than a catalogue has; what comes behind them counts nowhere. */
const maxProducts = 5_000_000;

/**
 * Which products the arms of an experiment showed, and in which groups of units: exact, whatever order answers come in, and as small as a
 * few bytes a product, since no id is held.
 */
export class ShownProducts {
  readonly high = integerColumn();
  readonly low = integerColumn();
  /** By arm, the groups of units that were shown a product: bit g stands for group g. */
  readonly masks: readonly ReturnType<typeof integerColumn>[];
  /** Whether there were more than can be held. */
  isFull = false;
  readonly #index = new HashIndex(this.high, this.low);

  constructor(arms: number) {
    this.masks = Array.from({ length: arms }, integerColumn);
  }

  get size(): number {
    return this.high.length;
  }

  add(arm: number, unit: string, items: readonly string[]): void {
    const bit = 1 << (hashText(unit)[0] >>> 27);
    for (const item of items) {
      const row = this.#row(item);
      if (row >= 0) this.masks[arm]!.set(row, (this.masks[arm]!.get(row) | bit) >>> 0);
    }
  }

  /** Row of a product, −1 where no arm showed it. */
  find(item: string): number {
    const [high, low] = hashText(item);
    return this.#index.find(high, low);
  }

  /** Adds a row as it was stored; `reindex` follows. */
  append(high: number, low: number, masks: readonly number[]): void {
    this.high.push(high);
    this.low.push(low);
    for (const [arm, mask] of masks.entries()) this.masks[arm]!.push(mask);
  }

  reindex(): void {
    this.#index.rebuild();
  }

  #row(item: string): number {
    const [high, low] = hashText(item);
    const found = this.#index.find(high, low);
    if (found >= 0) return found;
    if (this.size >= maxProducts) {
      this.isFull = true;
      return -1;
    }
    this.append(
      high,
      low,
      this.masks.map(() => 0),
    );
    this.#index.add(this.size - 1);
    return this.size - 1;
  }
}
