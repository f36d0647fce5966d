import type { ImportedProduct } from "./catalogue-row.ts";
import type { ProductSink } from "./import-catalogue.ts";

/** A catalogue that knows which products it has. */
export interface KnowingCatalogue extends ProductSink {
  known(workspaceId: string, ids: readonly string[]): Promise<ReadonlySet<string>>;
}

interface Seen {
  readonly titles: Map<string, number>;
  priceMinor: number;
}

const batch = 2000;

/** Collects products from what events say of them: the title met most often, and the latest price. */
export class ProductsOfEvents {
  readonly #seen = new Map<string, Seen>();

  add(id: string, title: string, priceMinor: number): void {
    let seen = this.#seen.get(id);
    if (seen === undefined) {
      seen = { titles: new Map(), priceMinor };
      this.#seen.set(id, seen);
    }
    seen.priceMinor = priceMinor;
    if (title !== "") seen.titles.set(title, (seen.titles.get(title) ?? 0) + 1);
  }

  /** Creates those that have a title and are not in the catalogue; returns how many. Their stock is unknown. */
  async create(workspaceId: string, catalogue: KnowingCatalogue, currency: string | undefined): Promise<number> {
    const ids = [...this.#seen.keys()];
    let created = 0;
    for (let at = 0; at < ids.length; at += batch) {
      const some = ids.slice(at, at + batch);
      const known = await catalogue.known(workspaceId, some);
      const products = some.filter((id) => !known.has(id)).flatMap((id) => this.#product(id, currency));
      if (products.length > 0) created += (await catalogue.upsert(workspaceId, products)).inserted;
    }
    return created;
  }

  #product(id: string, currency: string | undefined): ImportedProduct[] {
    const { titles, priceMinor } = this.#seen.get(id)!;
    const [title] = [...titles].reduce((best, one) => (one[1] > best[1] ? one : best), ["", 0]);
    if (title === "") return [];
    return [
      {
        id,
        title,
        price: priceMinor,
        ...(currency === undefined ? {} : { currency }),
        attributes: {},
        blank: [],
      },
    ];
  }
}
