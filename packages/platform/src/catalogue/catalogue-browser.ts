import type { Pool } from "pg";
import { CatalogueReader } from "./catalogue-reader.ts";
import { type CatalogueRow, fieldsOf, type ProductRow, productColumns, productTables } from "./product-record.ts";
import { UnchangedCatalogue } from "./unchanged-catalogue.ts";

/** What to show: all conditions must hold. `text` is looked for in title, brand and id. */
export interface BrowseQuery {
  readonly text?: string;
  readonly category?: string;
  readonly brand?: string;
  /** Minor units, both ends included. */
  readonly minPrice?: number;
  readonly maxPrice?: number;
  readonly sort?: keyof typeof orders;
  readonly stock?: "in-stock" | "sold-out" | "unknown";
  readonly offset: number;
  readonly limit: number;
}

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

const stockConditions = {
  "in-stock": "l.stock > 0",
  "sold-out": "l.stock <= 0",
  unknown: "l.stock is null",
} as const;

const price = "coalesce(l.price, p.price)";

const orders = {
  title: "p.title, p.id",
  cheapest: `${price} nulls last, p.title, p.id`,
  dearest: `${price} desc nulls last, p.title, p.id`,
  newest: "p.released_at desc nulls last, p.title, p.id",
  stock: "l.stock nulls last, p.title, p.id",
} as const;

const facetSize = 50;

type Figures = Omit<BrowsePage, "items">;

const searched =
  "p.workspace_id = $1 and p.deleted_at is null and ($2::text is null or p.search_text like lower($2::text))";

/** The conditions of category, brand, price and stock, of which each facet leaves its own out. */
function conditionsOf(query: BrowseQuery): readonly string[] {
  return [
    "($3::text is null or p.category = $3)",
    "($4::text is null or p.brand = $4)",
    `($5::bigint is null or ${price} >= $5) and ($6::bigint is null or ${price} <= $6)`,
    query.stock === undefined ? "true" : stockConditions[query.stock],
  ];
}

/** Counts and facets of one pass over the catalogue: what fails two conditions counts nowhere. */
function figuresStatement(query: BrowseQuery): string {
  const flags = conditionsOf(query).map((condition) => `coalesce(${condition}, false)`);
  const [category, brand, priced, stocked] = flags;
  return `
    with fit as materialized (
      select p.category, p.brand, l.stock, ${price} as price,
        ${category} as category_fits, ${brand} as brand_fits, ${priced} as price_fits, ${stocked} as stock_fits
      from ${productTables} where ${searched} and ${flags.map((flag) => `(${flag})::int`).join(" + ")} >= 3)
    select json_build_object(
      'total', (select count(*) from fit where category_fits and brand_fits and price_fits and stock_fits),
      'categories', (select coalesce(json_agg(f), '[]') from (
        select category as name, count(*) from fit where brand_fits and price_fits and stock_fits and category is not null
        group by category order by count(*) desc, category limit ${facetSize}) as f),
      'brands', (select coalesce(json_agg(f), '[]') from (
        select brand as name, count(*) from fit where category_fits and price_fits and stock_fits and brand is not null
        group by brand order by count(*) desc, brand limit ${facetSize}) as f),
      'stocks', (select json_build_object('inStock', count(*) filter (where stock > 0),
          'soldOut', count(*) filter (where stock <= 0), 'unknown', count(*) filter (where stock is null))
        from fit where category_fits and brand_fits and price_fits),
      'prices', (select json_build_object('least', min(price), 'most', max(price))
        from fit where category_fits and brand_fits and stock_fits)) as figures`;
}

/** Reads the catalogue as a person leafs through it: sorted by title, searched by a part of it. */
export class CatalogueBrowser {
  readonly #pool: Pool;
  readonly #unchanged: UnchangedCatalogue;

  constructor(pool: Pool) {
    this.#pool = pool;
    this.#unchanged = new UnchangedCatalogue(new CatalogueReader(pool));
  }

  async page(workspaceId: string, query: BrowseQuery): Promise<BrowsePage> {
    const pattern = query.text ? `%${query.text.replace(/[\\%_]/g, "\\$&")}%` : null;
    const values = [
      workspaceId,
      pattern,
      query.category ?? null,
      query.brand ?? null,
      query.minPrice ?? null,
      query.maxPrice ?? null,
    ];
    const [items, figures] = await Promise.all([
      this.#pool.query<ProductRow>(
        `select ${productColumns} from ${productTables} where ${searched} and ${conditionsOf(query).join(" and ")}
         order by ${orders[query.sort ?? "title"]} offset $7 limit $8`,
        [...values, query.offset, query.limit],
      ),
      this.#unchanged.read(workspaceId, JSON.stringify([...values, query.stock]), async () => {
        const { rows } = await this.#pool.query<{ figures: Figures }>(figuresStatement(query), values);
        return rows[0]!.figures;
      }),
    ]);
    return {
      items: items.rows.map((row) => ({ id: row.id, fields: fieldsOf(row), textHash: row.text_hash ?? "" })),
      ...figures,
    };
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
