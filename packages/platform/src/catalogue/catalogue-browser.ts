import type { Pool } from "pg";
import { type CatalogueRow, fieldsOf, type ProductRow, productColumns, productTables } from "./product-record.ts";

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

/** Reads the catalogue as a person leafs through it: sorted by title, searched by a part of it. */
export class CatalogueBrowser {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  async page(workspaceId: string, query: BrowseQuery): Promise<BrowsePage> {
    const pattern = query.text ? `%${query.text.replace(/[\\%_]/g, "\\$&")}%` : null;
    const conditions = {
      category: "($3::text is null or p.category = $3)",
      brand: "($4::text is null or p.brand = $4)",
      stock: query.stock === undefined ? "true" : stockConditions[query.stock],
      price: `($5::bigint is null or ${price} >= $5) and ($6::bigint is null or ${price} <= $6)`,
    };
    const values = [
      workspaceId,
      pattern,
      query.category ?? null,
      query.brand ?? null,
      query.minPrice ?? null,
      query.maxPrice ?? null,
    ];
    /** The tables under all conditions, but for that of one facet. */
    const under = (facet?: keyof typeof conditions) => {
      const held = Object.entries(conditions).map(([name, condition]) =>
        // Every value has to be named somewhere, or PostgreSQL cannot tell its type.
        name === facet ? `(true or ${condition})` : condition,
      );
      return `from ${productTables} where p.workspace_id = $1 and p.deleted_at is null
        and ($2::text is null or p.title ilike $2 or p.brand ilike $2 or p.id ilike $2) and ${held.join(" and ")}`;
    };
    const facet = async (name: "category" | "brand") =>
      (
        await this.#pool.query<{ name: string; count: number }>(
          `select p.${name} as name, count(*)::int as count ${under(name)} and p.${name} is not null
           group by p.${name} order by count(*) desc, p.${name} limit ${facetSize}`,
          values,
        )
      ).rows;
    const [items, total, categories, brands, stocks, prices] = await Promise.all([
      this.#pool.query<ProductRow>(
        `select ${productColumns} ${under()} order by ${orders[query.sort ?? "title"]} offset $7 limit $8`,
        [...values, query.offset, query.limit],
      ),
      this.#pool.query<{ count: number }>(`select count(*)::int as count ${under()}`, values),
      facet("category"),
      facet("brand"),
      this.#pool.query<BrowsePage["stocks"]>(
        `select count(*) filter (where l.stock > 0)::int as "inStock", count(*) filter (where l.stock <= 0)::int as "soldOut",
           count(*) filter (where l.stock is null)::int as unknown ${under("stock")}`,
        values,
      ),
      this.#pool.query<{ least: string | null; most: string | null }>(
        `select min(${price}) as least, max(${price}) as most ${under("price")}`,
        values,
      ),
    ]);
    const { least, most } = prices.rows[0]!;
    const amount = (text: string | null) => (text === null ? null : Number(text));
    return {
      items: items.rows.map((row) => ({ id: row.id, fields: fieldsOf(row), textHash: row.text_hash ?? "" })),
      total: total.rows[0]!.count,
      categories,
      brands,
      stocks: stocks.rows[0]!,
      prices: { least: amount(least), most: amount(most) },
    };
  }

  async summary(workspaceId: string): Promise<CatalogueCounts> {
    const found = await this.#pool.query<{
      products: number;
      in_stock: number;
      sold_out: number;
      currencies: string[] | null;
      updated_at: Date | null;
    }>(
      `select count(*)::int as products, count(*) filter (where l.stock > 0)::int as in_stock,
         count(*) filter (where l.stock <= 0)::int as sold_out,
         array_agg(distinct p.currency order by p.currency) filter (where p.currency is not null) as currencies,
         greatest(max(p.updated_at), max(l.updated_at)) as updated_at
       from ${productTables} where p.workspace_id = $1 and p.deleted_at is null`,
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
