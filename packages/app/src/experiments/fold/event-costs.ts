import type { FoldEvent, FoldSource } from "@aisle/contracts/fold-source";
import { isObject } from "../../intake/interactions-of.ts";
import { type CostOf, productsOf } from "./measure-event.ts";

const maxRetained = 200_000;

/** What products cost, asked for a page of events at once and cached. */
export class EventCosts {
  readonly #source: Pick<FoldSource, "costs">;
  readonly #needed: boolean;
  readonly #costs = new Map<string, ReturnType<CostOf>>();

  constructor(source: Pick<FoldSource, "costs">, needed: boolean) {
    this.#source = source;
    this.#needed = needed;
  }

  async of(events: readonly FoldEvent[]): Promise<void> {
    if (!this.#needed) return;
    if (this.#costs.size > maxRetained) this.#costs.clear();
    const products = new Set<string>();
    for (const { payload } of events)
      if (isObject(payload.properties))
        for (const id of productsOf(payload.properties)) if (!this.#costs.has(id)) products.add(id);
    if (products.size === 0) return;
    const found = await this.#source.costs([...products]);
    for (const id of products) this.#costs.set(id, found.get(id));
  }

  readonly costOf: CostOf = (productId) => this.#costs.get(productId);
}
