import type { FoldEvent } from "@aisle/contracts/fold-source";
import type { Joined, RowTaker } from "./row-taker.ts";

/** A unit that is exposed for the first time, or earlier than was known: `until` then, milliseconds since 1970. */
export interface NewExposure {
  readonly unit: string;
  readonly until: number | undefined;
}

/** Tells what counted already before exposures, and ids that turned out to be of one person, made rows of earlier count as well. */
export class CountedBefore {
  readonly #taker: RowTaker;
  /** By unit, and by the row of its person for those that are of the same one: from when on its rows counted. */
  readonly #from = new Map<string | number, number>();

  constructor(taker: RowTaker) {
    this.#taker = taker;
  }

  exposed({ unit, until }: NewExposure): void {
    const known = this.#taker.known(unit);
    if (known === undefined) return;
    for (const key of [unit, known.row]) this.#set(key, until === undefined ? undefined : until - known.pastMs);
  }

  joined({ units, until }: Joined): void {
    for (const unit of units)
      this.#set(unit, until === undefined ? undefined : until - (this.#taker.known(unit)?.pastMs ?? 0));
  }

  has(event: FoldEvent): boolean {
    return this.#taker.unitsOf(event).some((unit) => {
      const { row, from } = this.#taker.known(unit)!;
      return event.at >= (this.#from.get(unit) ?? this.#from.get(row) ?? from);
    });
  }

  /** The first is what was known before any of it. */
  #set(key: string | number, from = Number.POSITIVE_INFINITY): void {
    if (!this.#from.has(key)) this.#from.set(key, from);
  }
}
