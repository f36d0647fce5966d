import { createHash } from "node:crypto";
import type { JsonObject } from "@aisle/runtime/json";
import type { Metric } from "@aisle/runtime/node-sdk/capabilities/vectors";
import type { Pool, PoolClient } from "pg";
import { inTransaction } from "../postgres/with-client.ts";
import type { GraphBlobs } from "./graph-blobs.ts";
import type { CollectionSpec, StoredState, VectorItem } from "./vector-store.ts";

/** A collection's row. */
export interface CollectionRow extends CollectionSpec {
  /** Another one after every write to the collection's vectors, also where it was dropped and created again. */
  readonly state: string;
  readonly graph?: GraphBlobs;
}

/** A vector's row; the stamp changes when the vector does. */
export interface VectorRow {
  readonly id: string;
  readonly stamp: string;
  /** Undefined where the stored bytes are no sequence of float32. */
  readonly values: Float32Array | undefined;
}

/** Rows in one statement. */
const page = 1_000;

interface FoundCollection {
  readonly name: string;
  readonly embedder: string;
  readonly dimension: number;
  readonly metric: string;
  readonly state: string;
  readonly vector_blob: string | null;
  readonly graph_items: string | null;
}

/** The rows of one workspace's collections and vectors: the truth that every index is a cache of. */
export class VectorRows {
  readonly #pool: Pool;
  readonly #workspaceId: string;

  constructor(pool: Pool, workspaceId: string) {
    this.#pool = pool;
    this.#workspaceId = workspaceId;
  }

  async collection(name: string): Promise<CollectionRow | undefined> {
    const found = await this.#pool.query<FoundCollection>(
      `select name, embedder, dimension, metric, version || ' of ' || created_at as state, vector_blob, meta->>'graphItems' as graph_items
       from collection where workspace_id = $1 and name = $2`,
      [this.#workspaceId, name],
    );
    const row = found.rows[0];
    if (row === undefined) return undefined;
    const { embedder, dimension, state, vector_blob: graph, graph_items: items } = row;
    return {
      name,
      embedder,
      dimension,
      metric: row.metric as Metric,
      state,
      ...(graph !== null && items !== null ? { graph: { graph, items } } : {}),
    };
  }

  /** Inserts the collection's row unless there is one of that name. */
  async createCollection({ name, embedder, dimension, metric }: CollectionSpec): Promise<void> {
    await this.#pool.query(
      `insert into collection (workspace_id, name, embedder, dimension, metric) values ($1, $2, $3, $4, $5)
       on conflict do nothing`,
      [this.#workspaceId, name, embedder, dimension, metric],
    );
  }

  async dropCollection(name: string): Promise<void> {
    await this.#change(name, async (client) => {
      await client.query("delete from vector where workspace_id = $1 and collection = $2", [this.#workspaceId, name]);
      await client.query("delete from collection where workspace_id = $1 and name = $2", [this.#workspaceId, name]);
    });
  }

  async count(collection: string): Promise<number> {
    const found = await this.#pool.query<{ n: number }>(
      "select count(*)::int as n from vector where workspace_id = $1 and collection = $2",
      [this.#workspaceId, collection],
    );
    return found.rows[0]!.n;
  }

  /** When the collection was made, and how many vectors there are; undefined when there is none. */
  async stored(collection: string): Promise<StoredState | undefined> {
    const found = await this.#pool.query<StoredState>(
      `select (extract(epoch from created_at) * 1000)::bigint::text as generation, (select count(*)::int from vector where workspace_id = $1 and collection = $2) as count
       from collection where workspace_id = $1 and name = $2`,
      [this.#workspaceId, collection],
    );
    return found.rows[0];
  }

  /** Writes items; all or none. */
  async upsert(collection: string, embedder: string, items: readonly VectorItem[]): Promise<void> {
    await this.#change(collection, async (client) => {
      for (let from = 0; from < items.length; from += page) {
        const some = items.slice(from, from + page);
        await client.query(upsertVectors, [
          this.#workspaceId,
          collection,
          embedder,
          some.map((item) => item.id),
          some.map(stampOf),
          some.map((item) => Buffer.from(item.values.buffer, item.values.byteOffset, item.values.byteLength)),
          some.map((item) => JSON.stringify(item.payload ?? {})),
        ]);
      }
    });
  }

  async delete(collection: string, ids: readonly string[]): Promise<void> {
    await this.#change(collection, (client) =>
      client.query("delete from vector where workspace_id = $1 and collection = $2 and item_id = any($3::text[])", [
        this.#workspaceId,
        collection,
        ids,
      ]),
    );
  }

  /** The stamp of every item. */
  async stamps(collection: string): Promise<Map<string, string>> {
    const found = await this.#pool.query<{ item_id: string; text_hash: string }>(
      "select item_id, text_hash from vector where workspace_id = $1 and collection = $2 order by item_id",
      [this.#workspaceId, collection],
    );
    return new Map(found.rows.map((row) => [row.item_id, row.text_hash]));
  }

  /** The vectors of some items, page by page. */
  async *vectors(collection: string, ids: readonly string[]): AsyncGenerator<readonly VectorRow[]> {
    for (let from = 0; from < ids.length; from += page) {
      const found = await this.#pool.query<{ item_id: string; text_hash: string; values: Buffer }>(
        `select item_id, text_hash, values from vector
         where workspace_id = $1 and collection = $2 and item_id = any($3::text[])`,
        [this.#workspaceId, collection, ids.slice(from, from + page)],
      );
      yield found.rows.map((row) => ({ id: row.item_id, stamp: row.text_hash, values: floatsOf(row.values) }));
    }
  }

  /** The payload of every item. */
  async payloads(collection: string): Promise<Map<string, JsonObject>> {
    const found = await this.#pool.query<{ item_id: string; payload: JsonObject }>(
      "select item_id, payload from vector where workspace_id = $1 and collection = $2",
      [this.#workspaceId, collection],
    );
    return new Map(found.rows.map((row) => [row.item_id, row.payload]));
  }

  /** Records the collection's graph (none for undefined) and its count, and notifies the serving processes. */
  async setGraph(collection: string, graph: GraphBlobs | undefined, count: number): Promise<void> {
    await this.#pool.query(
      `with changed as (
         update collection set vector_blob = $3, meta = meta || jsonb_build_object('graphItems', $4::text),
           count = $5, version = version + 1, updated_at = now()
         where workspace_id = $1 and name = $2)
       select pg_notify('aisle_artefacts', $1)`,
      [this.#workspaceId, collection, graph?.graph ?? null, graph?.items ?? null, count],
    );
  }

  async #change(collection: string, work: (client: PoolClient) => Promise<unknown>): Promise<void> {
    await inTransaction(this.#pool, async (client) => {
      await client.query(
        "update collection set version = version + 1, updated_at = now() where workspace_id = $1 and name = $2",
        [this.#workspaceId, collection],
      );
      await work(client);
    });
  }
}

/** The item's text hash, or one of its vector when it was made of no text. */
export function stampOf(item: VectorItem): string {
  if (item.textHash !== undefined) return item.textHash;
  const bytes = new Uint8Array(item.values.buffer, item.values.byteOffset, item.values.byteLength);
  return createHash("sha256").update(bytes).digest("base64url").slice(0, 22);
}

function floatsOf(bytes: Buffer): Float32Array | undefined {
  if (bytes.byteLength % Float32Array.BYTES_PER_ELEMENT !== 0) return undefined;
  const copy = new Uint8Array(bytes);
  return new Float32Array(copy.buffer);
}

const upsertVectors = `
  insert into vector (workspace_id, collection, embedder, item_id, text_hash, values, payload)
  select $1, $2, $3, t.id, t.stamp, t.vector, t.payload
  from unnest($4::text[], $5::text[], $6::bytea[], $7::jsonb[]) as t(id, stamp, vector, payload)
  on conflict (workspace_id, collection, item_id) do update set embedder = excluded.embedder,
    text_hash = excluded.text_hash, values = excluded.values, payload = excluded.payload, updated_at = now()`;
