import { byTieKey } from "@aisle/learn/tie-order";
import type { ProductsCapability } from "@aisle/runtime/node-sdk/capabilities/products";
import type { Product } from "@aisle/runtime/node-sdk/product";
import type { Pool } from "pg";
import { CatalogueReader } from "./catalogue-reader.ts";
import { isForSale } from "./product-record.ts";

/**
 * The catalogue read straight from PostgreSQL at every call: for jobs and processes that hold no cache. As a capability it
 * gives what is for sale alone; `known` gives the rest too.
 */
export class PostgresProducts implements ProductsCapability {
  readonly #pool: Pool;
  readonly #reader: CatalogueReader;
  readonly #workspaceId: string;

  constructor(pool: Pool, workspaceId: string) {
    this.#pool = pool;
    this.#reader = new CatalogueReader(pool);
    this.#workspaceId = workspaceId;
  }

  async get(ids: readonly string[]): Promise<readonly (Product["fields"] | undefined)[]> {
    return (await this.known(ids)).map((fields) => (fields !== undefined && isForSale(fields) ? fields : undefined));
  }

  /** What the catalog knows of products, those included that are not for sale. */
  async known(ids: readonly string[]): Promise<readonly (Product["fields"] | undefined)[]> {
    const rows = await this.#reader.rows(this.#workspaceId, ids);
    const byId = new Map(rows.map((row) => [row.id, row.fields]));
    return ids.map((id) => byId.get(id));
  }

  async stock(ids: readonly string[]): Promise<readonly (number | null)[]> {
    const found = await this.#pool.query<{ id: string; stock: number | null }>(
      `select p.id, case when p.for_sale then l.stock else 0 end as stock from product p
       left join live_stock l on l.workspace_id = p.workspace_id and l.product_id = p.id
       where p.workspace_id = $1 and p.deleted_at is null and p.id = any($2::text[])`,
      [this.#workspaceId, ids],
    );
    const byId = new Map(found.rows.map((row) => [row.id, row.stock]));
    return ids.map((id) => byId.get(id) ?? null);
  }

  async newest({
    limit,
    category,
  }: {
    readonly limit: number;
    readonly category?: string;
  }): Promise<readonly string[]> {
    const found = await this.#pool.query<{ id: string; released: number | null }>(
      `select p.id, extract(epoch from p.released_at)::float8 as released from product p
       left join live_stock l on l.workspace_id = p.workspace_id and l.product_id = p.id
       where p.workspace_id = $1 and p.deleted_at is null and p.for_sale and coalesce(l.stock, 1) > 0
         and ($2::text is null or p.category = $2)
       order by p.released_at desc nulls last fetch first ($3) rows with ties`,
      [this.#workspaceId, category ?? null, limit],
    );
    const when = (row: { released: number | null }) => row.released ?? Number.NEGATIVE_INFINITY;
    return found.rows
      .sort((a, b) => (when(a) === when(b) ? byTieKey(a.id, b.id) : when(b) - when(a)))
      .slice(0, limit)
      .map((row) => row.id);
  }
}
