import type {
  CatalogBrowsing,
  CatalogConditions,
  CatalogCounts,
  CatalogItem,
  CatalogPage,
  CatalogQuery,
} from "@aisle/contracts/catalog-page";
import type { Pool } from "pg";
import { browseValues, figuresStatement, pageStatement } from "./browse-statements.ts";
import { CatalogueReader } from "./catalogue-reader.ts";
import { type CatalogueRow, fieldsOf, type ProductRow } from "./product-record.ts";
import { UnchangedCatalogue } from "./unchanged-catalogue.ts";

type Figures = Omit<CatalogPage<CatalogItem>, "items"> & {
  readonly currencies: readonly { readonly name: string; readonly count: number }[];
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
  async #facets(workspaceId: string, query: CatalogConditions): Promise<Omit<CatalogPage<CatalogItem>, "items">> {
    const { category, brand, minPrice, maxPrice, stock } = query;
    const under = (conditions: CatalogConditions) => this.#figures(workspaceId, conditions);
    const all = under(query);
    const without = (asked: boolean, own: CatalogConditions) => (asked ? under({ ...query, ...own }) : all);
    const [{ total }, { categories }, { brands }, { prices }, { stocks }] = await Promise.all([
      all,
      without(category !== undefined, { category: undefined }),
      without(brand !== undefined, { brand: undefined }),
      without(minPrice !== undefined || maxPrice !== undefined, { minPrice: undefined, maxPrice: undefined }),
      without(stock !== undefined, { stock: undefined }),
    ]);
    return { total, categories, brands, stocks, prices };
  }

  #figures(workspaceId: string, query: CatalogConditions): Promise<Figures> {
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
