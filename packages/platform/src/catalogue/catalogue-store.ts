import { createHash } from "node:crypto";
import type { Pool, PoolClient } from "pg";
import { inTransaction } from "../postgres/with-client.ts";
import type { ProductRecord } from "./product-record.ts";
import { storableJson, storableText } from "./storable-text.ts";

/** How many products of a batch were new, changed, and already there just so. */
export interface UpsertCounts {
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
}

/** A live fact of one product. An absent field stays as it is; `null` means unknown stock, or the catalogue's price. */
export interface LiveChange {
  readonly productId: string;
  readonly stock?: number | null;
  /** Integer minor units of the product's currency. */
  readonly price?: number | null;
}

/** The channel on which every change of products, stock or prices is told; its payload is the workspace's id. */
export const productsChannel = "aisle_products";

/**
 * Writes the catalogue. Every write commits as a whole, numbers the rows it changes (`seq`, in the order of the
 * commits) and tells `aisle_products`, so that caches can read what is new.
 */
export class CatalogueStore {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /**
   * Inserts or replaces products by id; the last of equal ids wins. A price given here ends an earlier live price.
   * A deleted product comes back. Rows that are the same already are not written.
   */
  async upsert(workspaceId: string, products: readonly ProductRecord[]): Promise<UpsertCounts> {
    const rows = [...new Map(products.map((product) => [product.id, product])).values()];
    if (rows.length === 0) return { inserted: 0, updated: 0, unchanged: 0 };
    const text = (value: string | null | undefined) => (value == null ? null : storableText(value));
    const attributes = rows.map((row) => storableJson(row.attributes ?? {}));
    return this.#write(workspaceId, async (client) => {
      const written = await client.query<{ id: string; inserted: boolean }>(upsertProducts, [
        workspaceId,
        rows.map((row) => storableText(row.id)),
        rows.map((row) => storableText(row.title)),
        rows.map((row) => text(row.description)),
        rows.map((row) => text(row.brand)),
        rows.map((row) => text(row.category)),
        rows.map((row) => row.price ?? null),
        rows.map((row) => text(row.currency)),
        rows.map((row) => text(row.image)),
        attributes,
        rows.map((row, i) => textHash(row, attributes[i]!)),
        rows.map((row) => row.releasedAt ?? null),
      ]);
      const stocked = rows.filter((row) => row.stock !== undefined);
      const changed = await this.#setLiveRows(
        client,
        workspaceId,
        stocked.map((row) => ({ productId: row.id, stock: row.stock ?? null })),
      );
      const priced = rows.filter((row) => row.price != null).map((row) => row.id);
      const ended = await client.query<{ id: string }>(endLivePrices, [workspaceId, priced]);
      const inserted = written.rows.filter((row) => row.inserted).length;
      const touched = new Set([...written.rows.map((row) => row.id), ...changed, ...ended.rows.map((row) => row.id)]);
      return { inserted, updated: touched.size - inserted, unchanged: rows.length - touched.size };
    });
  }

  /** Takes products out of the catalogue; returns how many were in it. Their rows stay, marked, for past decisions. */
  async delete(workspaceId: string, ids: readonly string[]): Promise<number> {
    return this.#write(workspaceId, async (client) => {
      const deleted = await client.query(
        `update product set deleted_at = now(), updated_at = now(), seq = nextval('product_seq_seq')
         where workspace_id = $1 and id = any($2::text[]) and deleted_at is null`,
        [workspaceId, ids],
      );
      return deleted.rowCount ?? 0;
    });
  }

  /** Sets stock and prices; the last of equal ids wins. Returns the ids that are not in the catalogue; those are not stored. */
  async setLive(workspaceId: string, changes: readonly LiveChange[]): Promise<readonly string[]> {
    const merged = new Map<string, LiveChange>();
    for (const change of changes) {
      const productId = storableText(change.productId);
      merged.set(productId, { ...merged.get(productId), ...change, productId });
    }
    if (merged.size === 0) return [];
    return this.#write(workspaceId, async (client) => {
      const ids = [...merged.keys()];
      const inCatalogue = await this.known(workspaceId, ids, client);
      await this.#setLiveRows(
        client,
        workspaceId,
        [...merged.values()].filter((change) => inCatalogue.has(change.productId)),
      );
      return ids.filter((id) => !inCatalogue.has(id));
    });
  }

  /** Which of these ids are in the catalogue. */
  async known(
    workspaceId: string,
    ids: readonly string[],
    client: Pool | PoolClient = this.#pool,
  ): Promise<ReadonlySet<string>> {
    const found = await client.query<{ id: string }>(
      "select id from product where workspace_id = $1 and id = any($2::text[]) and deleted_at is null",
      [workspaceId, ids],
    );
    return new Set(found.rows.map((row) => row.id));
  }

  async count(workspaceId: string): Promise<number> {
    const found = await this.#pool.query<{ n: number }>(
      "select count(*)::int as n from product where workspace_id = $1 and deleted_at is null",
      [workspaceId],
    );
    return found.rows[0]!.n;
  }

  /** Returns the ids whose stock or price is another now. */
  async #setLiveRows(
    client: PoolClient,
    workspaceId: string,
    changes: readonly LiveChange[],
  ): Promise<readonly string[]> {
    const changed: string[] = [];
    for (const fact of ["stock", "price"] as const) {
      const set = changes.filter((change) => change[fact] !== undefined);
      if (set.length === 0) continue;
      const result = await client.query<{ product_id: string }>(upsertLive[fact], [
        workspaceId,
        set.map((change) => change.productId),
        set.map((change) => change[fact] ?? null),
      ]);
      for (const row of result.rows) changed.push(row.product_id);
    }
    return changed;
  }

  async #write<T>(workspaceId: string, work: (client: PoolClient) => Promise<T>): Promise<T> {
    return inTransaction(this.#pool, async (client) => {
      // One writer at a time: a reader that has seen `seq` n must never miss a smaller one that commits later.
      await client.query("select pg_advisory_xact_lock(hashtextextended('aisle catalogue ' || $1, 0))", [workspaceId]);
      const result = await work(client);
      await client.query("select pg_notify($1, $2)", [productsChannel, workspaceId]);
      return result;
    });
  }
}

/** A hash of what of a product can be searched for or embedded. */
function textHash(product: ProductRecord, attributes: string): string {
  const parts = [product.title, product.description, product.brand, product.category, attributes];
  return createHash("sha256")
    .update(JSON.stringify(parts.map((part) => part ?? null)))
    .digest("base64url")
    .slice(0, 22);
}

const upsertProducts = `
  insert into product as p (workspace_id, id, seq, title, description, brand, category, price, currency, image,
    attributes, text_hash, released_at, updated_at)
  select $1, id, nextval('product_seq_seq'), title, description, brand, category, price, currency, image,
    attributes, text_hash, released_at, now()
  from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::text[], $9::text[],
    $10::jsonb[], $11::text[], $12::timestamptz[])
    as t(id, title, description, brand, category, price, currency, image, attributes, text_hash, released_at)
  on conflict (workspace_id, id) do update set
    seq = excluded.seq, title = excluded.title, description = excluded.description, brand = excluded.brand,
    category = excluded.category, price = excluded.price, currency = excluded.currency, image = excluded.image,
    attributes = excluded.attributes, text_hash = excluded.text_hash, released_at = excluded.released_at,
    updated_at = excluded.updated_at, deleted_at = null
  where p.deleted_at is not null or p.text_hash is distinct from excluded.text_hash
    or (p.price, p.currency, p.image, p.released_at)
      is distinct from (excluded.price, excluded.currency, excluded.image, excluded.released_at)
  returning id, xmax = 0 as inserted`;

// Unknown facts need a row only where there is one. It is looked for by its key and for those alone: an `exists` here is
// planned as a read of the whole table while that has no statistics, for every batch of a first import.
const upsertLiveFact = (fact: "stock" | "price") => `
  insert into live_stock as l (workspace_id, product_id, ${fact}, seq, updated_at)
  select $1, t.id, t.value, nextval('live_stock_seq_seq'), now()
  from unnest($2::text[], $3::${fact === "stock" ? "int" : "bigint"}[]) as t(id, value)
  where case when t.value is not null then true
    else (select true from live_stock o where o.workspace_id = $1 and o.product_id = t.id) end
  on conflict (workspace_id, product_id) do update set
    ${fact} = excluded.${fact}, seq = excluded.seq, updated_at = excluded.updated_at
  where l.${fact} is distinct from excluded.${fact}
  returning product_id`;

const upsertLive = { stock: upsertLiveFact("stock"), price: upsertLiveFact("price") };

const endLivePrices = `
  update live_stock set price = null, seq = nextval('live_stock_seq_seq'), updated_at = now()
  where workspace_id = $1 and product_id = any($2::text[]) and price is not null
  returning product_id as id`;
