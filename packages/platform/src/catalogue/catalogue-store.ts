import type { Pool, PoolClient } from "pg";
import { writeCatalogue } from "./catalogue-write.ts";
import { mergeProduct } from "./merge-product.ts";
import type { ProductRecord } from "./product-record.ts";
import { readStored, upsertProducts, upsertValues } from "./product-rows.ts";
import { storableText } from "./storable-text.ts";

/** How many products of a batch were new, changed, and already there just so. */
export interface UpsertCounts {
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
  /** Blank fields of these products that were left as they were, and fields that were cleared. */
  readonly blanksIgnored: number;
  readonly cleared: number;
  /** Ids of products that are new and have no title: not stored. */
  readonly untitled: readonly string[];
}

const nothingDone: UpsertCounts = { inserted: 0, updated: 0, unchanged: 0, blanksIgnored: 0, cleared: 0, untitled: [] };

/** A live fact of one product. An absent field stays as it is; `null` means unknown stock, or the catalogue's price. */
export interface LiveChange {
  readonly productId: string;
  readonly stock?: number | null;
  /** Integer minor units of the product's currency. */
  readonly price?: number | null;
}

/**
 * Writes the catalogue. Every write commits as a whole, numbers the rows it changes (`seq`, in the order of the
 * commits) and notifies `aisle_products`, so that caches can read what is new.
 */
export class CatalogueStore {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /**
   * Inserts or changes products by id; the last of equal ids wins. What a record leaves out stays as it is. A price given
   * here ends an earlier live price. A deleted product comes back. Rows that are the same already are not written. New
   * products without a title are not stored, and named. With `demo` they are the demo shop's: products of the shop's own
   * are left alone, and nothing is written while it is set aside or not wanted.
   */
  async upsert(
    workspaceId: string,
    products: readonly ProductRecord[],
    { demo = false }: { readonly demo?: boolean } = {},
  ): Promise<UpsertCounts> {
    const given = [...new Map(products.map((product) => [storableText(product.id), product])).values()];
    if (given.length === 0) return nothingDone;
    return writeCatalogue(this.#pool, workspaceId, async (client) => {
      if (demo && !(await hasDemoShop(client, workspaceId))) return nothingDone;
      const before = await readStored(client, workspaceId, given);
      const records = demo ? given.filter((record) => before.get(storableText(record.id))?.demo !== false) : given;
      const merged = records.map((record) => {
        const stored = before.get(storableText(record.id));
        // What the demo shop made is nothing that a shop's own product goes on from.
        return { record, ...mergeProduct(record, stored?.demo === demo ? stored.product : undefined) };
      });
      const whole = merged.filter(({ product }) => product.title !== null);
      const written = await client.query<{ id: string; inserted: boolean }>(
        upsertProducts,
        upsertValues(
          workspaceId,
          whole.map(({ product }) => product),
          demo,
        ),
      );
      const changed = await this.#setLiveRows(
        client,
        workspaceId,
        whole.flatMap(({ record }) =>
          record.stock === undefined ? [] : [{ productId: storableText(record.id), stock: record.stock }],
        ),
      );
      const priced = whole.filter(({ record }) => record.price != null).map(({ record }) => storableText(record.id));
      const ended = await client.query<{ id: string }>(endLivePrices, [workspaceId, priced]);
      const inserted = written.rows.filter((row) => row.inserted).length;
      const touched = new Set([...written.rows.map((row) => row.id), ...changed, ...ended.rows.map((row) => row.id)]);
      const sum = (of: "blanksIgnored" | "cleared") => whole.reduce((total, one) => total + one[of], 0);
      return {
        inserted,
        updated: touched.size - inserted,
        unchanged: whole.length - touched.size,
        blanksIgnored: sum("blanksIgnored"),
        cleared: sum("cleared"),
        untitled: merged.filter(({ product }) => product.title === null).map(({ record }) => record.id),
      };
    });
  }

  /** Takes products out of the catalogue; returns how many were in it. Their rows stay, marked, for past decisions. */
  async delete(workspaceId: string, ids: readonly string[]): Promise<number> {
    return writeCatalogue(this.#pool, workspaceId, async (client) => {
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
    return writeCatalogue(this.#pool, workspaceId, async (client) => {
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

  /** Those of these products that are in the catalogue, with the currency that each has. */
  async currencies(workspaceId: string, ids: readonly string[]): Promise<ReadonlyMap<string, string | null>> {
    const found = await this.#pool.query<{ id: string; currency: string | null }>(
      "select id, currency from product where workspace_id = $1 and id = any($2::text[]) and deleted_at is null",
      [workspaceId, ids.map(storableText)],
    );
    return new Map(found.rows.map((row) => [row.id, row.currency]));
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
}

/** Whether the demo shop belongs among the products now; asked under the lock of the catalogue, which setting it aside takes too. */
async function hasDemoShop(client: PoolClient, workspaceId: string): Promise<boolean> {
  const { rowCount } = await client.query("select from workspace where id = $1 and demo_shop = 'there'", [workspaceId]);
  return rowCount === 1;
}

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
