import type {
  CatalogBrowsing,
  CatalogCounts,
  CatalogItem,
  CatalogPage,
  CatalogQuery,
} from "@aisle/contracts/catalog-page";
import type { Pool } from "pg";
import {
  type BrowseConditions,
  browseValues,
  figuresStatement,
  hasPriceBounds,
  pageStatement,
} from "./browse-statements.ts";
import { CatalogueReader } from "./catalogue-reader.ts";
import { type CatalogueRow, fieldsOf, type ProductRow } from "./product-record.ts";
import { UnchangedCatalogue } from "./unchanged-catalogue.ts";

type Page = CatalogPage<CatalogItem>;

type Figures = Pick<Page, "total" | "categories" | "brands" | "stocks"> & {
  /** The prices of each currency, null for products that name none; the most frequent first. */
  readonly currencies: readonly {
    readonly name: string | null;
    readonly count: number;
    readonly least: number | null;
    readonly most: number | null;
  }[];
  /** ISO 8601; null where no product was found. */
  readonly updatedAt: string | null;
};

/** Reads the catalogue as a person leafs through it: sorted by title, searched by a part of it. */
export class CatalogueBrowser implements CatalogBrowsing {
  readonly #pool: Pool;
  readonly #unchanged: UnchangedCatalogue;

  constructor(pool: Pool) {
    this.#pool = pool;
    this.#unchanged = new UnchangedCatalogue(new CatalogueReader(pool));
  }

  async page(workspaceId: string, query: CatalogQuery): Promise<CatalogPage<CatalogueRow>> {
    const { sort: _sort, offset: _offset, limit: _limit, ...asked } = query;
    const whole = this.#figures(workspaceId, {});
    const inCurrency = async () => {
      const main = namedOf(await whole)[0]?.name;
      const currency = query.currency ?? main;
      // A price without a currency is one of the shop's usual currency.
      return { currency, withoutCurrency: currency === main };
    };
    // Only bounds of a price wait for what its currency is.
    const of = hasPriceBounds(query) ? await inCurrency() : {};
    // `whole` among them: a failure that nobody waits for would end the process.
    const [items, { priced, ...figures }, all] = await Promise.all([
      this.#pool.query<ProductRow>(pageStatement(workspaceId, { ...query, ...of })),
      this.#facets(workspaceId, { ...asked, ...of }, whole),
      whole,
    ]);
    return {
      items: items.rows.map((row) => ({ id: row.id, fields: fieldsOf(row), textHash: row.text_hash ?? "" })),
      ...figures,
      prices: pricesOf(priced, await inCurrency()),
      currencies: namedOf(all),
    };
  }

  /** A facet is what the same question says without the facet's own condition, which many questions share. */
  async #facets(
    workspaceId: string,
    query: BrowseConditions,
    whole: Promise<Figures>,
  ): Promise<Omit<Page, "items" | "currencies" | "prices"> & { readonly priced: Figures }> {
    const { category, brand, stock } = query;
    const under = (conditions: BrowseConditions) =>
      Object.values(conditions).every((value) => value === undefined) ? whole : this.#figures(workspaceId, conditions);
    const all = under(query);
    const without = (asked: boolean, own: BrowseConditions) => (asked ? under({ ...query, ...own }) : all);
    const [{ total }, { categories }, { brands }, priced, { stocks }] = await Promise.all([
      all,
      without(category !== undefined, { category: undefined }),
      without(brand !== undefined, { brand: undefined }),
      without(hasPriceBounds(query), { minPrice: undefined, maxPrice: undefined }),
      without(stock !== undefined, { stock: undefined }),
    ]);
    return { total, categories, brands, stocks, priced };
  }

  #figures(workspaceId: string, query: BrowseConditions): Promise<Figures> {
    const statement = figuresStatement(workspaceId, query);
    return this.#unchanged.read(
      workspaceId,
      JSON.stringify([...browseValues(workspaceId, query), query.stock]),
      async () => {
        const { rows } = await this.#pool.query<{ figures: Figures }>(statement);
        return rows[0]!.figures;
      },
    );
  }

  /** What the page without conditions counts: both are read once. */
  async summary(workspaceId: string): Promise<CatalogCounts> {
    const figures = await this.#figures(workspaceId, {});
    const { total, stocks, updatedAt } = figures;
    return {
      products: total,
      inStock: stocks.inStock,
      soldOut: stocks.soldOut,
      unknownStock: stocks.unknown,
      notForSale: stocks.notForSale,
      currencies: namedOf(figures).map(({ name }) => name),
      updatedAt: updatedAt === null ? null : new Date(updatedAt),
    };
  }
}

/** The currencies that products name, the most frequent first. */
function namedOf({ currencies }: Figures): CatalogPage<CatalogItem>["currencies"] {
  return currencies.flatMap(({ name, count }) => (name === null ? [] : [{ name, count }]));
}

/** The cheapest and the most expensive of one currency. */
function pricesOf(
  { currencies }: Figures,
  { currency, withoutCurrency }: { readonly currency: string | undefined; readonly withoutCurrency: boolean },
): Page["prices"] {
  const ours = currencies.filter(({ name }) => name === (currency ?? null) || (name === null && withoutCurrency));
  const [least, most] = [ours.flatMap((one) => one.least ?? []), ours.flatMap((one) => one.most ?? [])];
  return {
    least: least.length === 0 ? null : Math.min(...least),
    most: most.length === 0 ? null : Math.max(...most),
    currency: currency ?? null,
  };
}
