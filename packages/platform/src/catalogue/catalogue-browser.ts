import type { Pool } from "pg";
import {
  type BrowseConditions,
  type BrowseQuery,
  browseValues,
  figuresStatement,
  pageStatement,
} from "./browse-statements.ts";
import { CatalogueReader } from "./catalogue-reader.ts";
import { type CatalogueRow, fieldsOf, type ProductRow } from "./product-record.ts";
import { UnchangedCatalogue } from "./unchanged-catalogue.ts";

export interface BrowsePage {
  readonly items: readonly CatalogueRow[];
  readonly total: number;
  /** The fifty largest; each facet counts under all conditions but its own. */
  readonly categories: readonly { readonly name: string; readonly count: number }[];
  readonly brands: readonly { readonly name: string; readonly count: number }[];
  readonly stocks: { readonly inStock: number; readonly soldOut: number; readonly unknown: number };
  /** Minor units of the cheapest and the dearest; null where no product has a price. */
  readonly prices: { readonly least: number | null; readonly most: number | null };
}

/** The catalogue in numbers; `updatedAt` is null while it is empty. */
export interface CatalogueCounts {
  readonly products: number;
  readonly inStock: number;
  readonly soldOut: number;
  readonly unknownStock: number;
  readonly currencies: readonly string[];
  readonly updatedAt: Date | null;
}

type Figures = Omit<BrowsePage, "items"> & {
  readonly currencies: readonly { readonly name: string; readonly count: number }[];
  /** ISO 8601; null where no product was found. */
  readonly updatedAt: string | null;
};

/** Reads the catalogue as a person leafs through it: sorted by title, searched by a part of it. */
export class CatalogueBrowser {
  readonly #pool: Pool;
  readonly #unchanged: UnchangedCatalogue;

  constructor(pool: Pool) {
    this.#pool = pool;
    this.#unchanged = new UnchangedCatalogue(new CatalogueReader(pool));
  }

  async page(workspaceId: string, query: BrowseQuery): Promise<BrowsePage> {
    const { sort: _sort, offset: _offset, limit: _limit, ...conditions } = query;
    const [items, figures] = await Promise.all([
      this.#pool.query<ProductRow>(pageStatement(workspaceId, query)),
      this.#facets(workspaceId, conditions),
    ]);
    return {
      items: items.rows.map((row) => ({ id: row.id, fields: fieldsOf(row), textHash: row.text_hash ?? "" })),
      ...figures,
    };
  }

  /** A facet is what the same question says without the facet's own condition, which many questions share. */
  async #facets(workspaceId: string, query: BrowseConditions): Promise<Omit<BrowsePage, "items">> {
    const { category, brand, minPrice, maxPrice, stock } = query;
    const under = (conditions: BrowseConditions) => this.#figures(workspaceId, conditions);
    const all = under(query);
    const without = (asked: boolean, own: BrowseConditions) => (asked ? under({ ...query, ...own }) : all);
    const [{ total }, { categories }, { brands }, { prices }, { stocks }] = await Promise.all([
      all,
      without(category !== undefined, { category: undefined }),
      without(brand !== undefined, { brand: undefined }),
      without(minPrice !== undefined || maxPrice !== undefined, { minPrice: undefined, maxPrice: undefined }),
      without(stock !== undefined, { stock: undefined }),
    ]);
    return { total, categories, brands, stocks, prices };
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
  async summary(workspaceId: string): Promise<CatalogueCounts> {
    const { total, stocks, currencies, updatedAt } = await this.#figures(workspaceId, {});
    return {
      products: total,
      inStock: stocks.inStock,
      soldOut: stocks.soldOut,
      unknownStock: stocks.unknown,
      currencies: currencies.map(({ name }) => name).sort(),
      updatedAt: updatedAt === null ? null : new Date(updatedAt),
    };
  }
}
