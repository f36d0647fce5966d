import type { Pool } from "pg";
import {
  type BrowseConditions,
  type BrowseQuery,
  browseValues,
  figuresStatement,
  pageStatement,
} from "./browse-statements.ts";
import { CatalogueReader } from "./catalogue-reader.ts";
import { type CatalogueRow, fieldsOf, type ProductRow, productTables } from "./product-record.ts";
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

type Figures = Omit<BrowsePage, "items">;

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
  async #facets(workspaceId: string, query: BrowseConditions): Promise<Figures> {
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

  summary(workspaceId: string): Promise<CatalogueCounts> {
    return this.#unchanged.read(workspaceId, "summary", () => this.#summary(workspaceId));
  }

  async #summary(workspaceId: string): Promise<CatalogueCounts> {
    const found = await this.#pool.query<{
      products: number;
      in_stock: number;
      sold_out: number;
      currencies: string[] | null;
      updated_at: Date | null;
    }>(
      `with by_currency as (
         select p.currency, count(*) as products, count(*) filter (where l.stock > 0) as in_stock,
           count(*) filter (where l.stock <= 0) as sold_out, greatest(max(p.updated_at), max(l.updated_at)) as updated_at
         from ${productTables} where p.workspace_id = $1 and p.deleted_at is null group by p.currency)
       select coalesce(sum(products), 0)::int as products, coalesce(sum(in_stock), 0)::int as in_stock,
         coalesce(sum(sold_out), 0)::int as sold_out, max(updated_at) as updated_at,
         array_agg(currency order by currency) filter (where currency is not null) as currencies
       from by_currency`,
      [workspaceId],
    );
    const row = found.rows[0]!;
    return {
      products: row.products,
      inStock: row.in_stock,
      soldOut: row.sold_out,
      unknownStock: row.products - row.in_stock - row.sold_out,
      currencies: row.currencies ?? [],
      updatedAt: row.updated_at,
    };
  }
}
