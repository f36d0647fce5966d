import type { Pool } from "pg";
import { type CatalogueRow, fieldsOf, type ProductRow, productColumns, productTables } from "./product-record.ts";

/** What to show: all conditions must hold. `text` is looked for in title, brand and id. */
export interface BrowseQuery {
  readonly text?: string;
  readonly category?: string;
  readonly stock?: "in-stock" | "sold-out" | "unknown";
  readonly offset: number;
  readonly limit: number;
}

export interface BrowsePage {
  readonly items: readonly CatalogueRow[];
  readonly total: number;
  /** The fifty largest categories under the text and stock asked for, whatever the category asked for. */
  readonly categories: readonly { readonly name: string; readonly count: number }[];
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

/** Reads the catalogue as a person leafs through it: sorted by title, searched by a part of it. */
export class CatalogueBrowser {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  async page(workspaceId: string, query: BrowseQuery): Promise<BrowsePage> {
    const pattern = query.text ? `%${query.text.replace(/[\\%_]/g, "\\$&")}%` : null;
    const common = `p.workspace_id = $1 and p.deleted_at is null
      and ($2::text is null or p.title ilike $2 or p.brand ilike $2 or p.id ilike $2)
      and ${query.stock === undefined ? "true" : stockConditions[query.stock]}`;
    const inCategory = "($3::text is null or p.category = $3)";
    const [items, counts] = await Promise.all([
      this.#pool.query<ProductRow>(
        `select ${productColumns} from ${productTables} where ${common} and ${inCategory}
         order by p.title, p.id offset $4 limit $5`,
        [workspaceId, pattern, query.category ?? null, query.offset, query.limit],
      ),
      this.#pool.query<{ name: string | null; count: number }>(
        `select p.category as name, count(*)::int as count from ${productTables} where ${common}
         group by p.category order by count(*) desc, p.category`,
        [workspaceId, pattern],
      ),
    ]);
    const wanted = counts.rows.filter((row) => query.category === undefined || row.name === query.category);
    return {
      items: items.rows.map((row) => ({ id: row.id, fields: fieldsOf(row), textHash: row.text_hash ?? "" })),
      total: wanted.reduce((sum, row) => sum + row.count, 0),
      categories: counts.rows
        .flatMap((row) => (row.name === null ? [] : [{ name: row.name, count: row.count }]))
        .slice(0, 50),
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
