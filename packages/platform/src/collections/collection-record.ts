import type { Building } from "@aisle/runtime/node-sdk/capabilities/building";
import type { Pool } from "pg";
import type { CollectionSpec, StoredState } from "../vectors/vector-store.ts";
import { catalogueSpec } from "./catalogue-spec.ts";

/** What the studio shows of a collection's state. */
export type CollectionStatus = "empty" | "indexing" | "ready" | "failed";

/** A collection as the studio and the compiler see it. */
export interface CollectionRecord extends CollectionSpec {
  readonly count: number;
  readonly status: CollectionStatus;
  readonly keywordBlob: string | null;
  readonly vectorBlob: string | null;
  readonly updatedAt: Date;
  /** What is wrong with it, or what its building waits for; null when nothing is. */
  readonly problem: string | null;
  /** How much of it can be found by meaning while it is being built; null when nothing is missing. */
  readonly building: Building | null;
  /** What its store held when it was built last; null before that. */
  readonly stored: StoredState | null;
}

interface FoundRow {
  readonly name: string;
  readonly embedder: string;
  readonly dimension: number;
  readonly metric: CollectionSpec["metric"];
  readonly count: number;
  readonly status: CollectionStatus;
  readonly keyword_blob: string | null;
  readonly vector_blob: string | null;
  readonly updated_at: Date;
  readonly problem: string | null;
  readonly building: Building | null;
  readonly stored: StoredState | null;
}

/**
 * The collections of a workspace, by name. The catalogue's is among them from the first product on: until its index job
 * begins it is empty and nothing of it can be found.
 */
export async function listCollections(pool: Pool, workspaceId: string): Promise<readonly CollectionRecord[]> {
  const { name, embedder, dimension, metric } = catalogueSpec;
  const found = await pool.query<FoundRow>(
    `with product_count as materialized (select count(*)::int as total from product where workspace_id = $1 and deleted_at is null)
     select name, embedder, dimension, metric, count, status, keyword_blob, vector_blob, updated_at,
       coalesce(meta->>'waiting', meta->>'problem') as problem, meta->'stored' as stored,
       case when status = 'indexing' and meta ? 'building' then meta->'building'
         when name = $2 and status in ('empty', 'indexing') and keyword_blob is null
         then (select jsonb_build_object('found', 0, 'total', total) from product_count) end as building
     from collection where workspace_id = $1
     union all
     select $2, $3, $4, $5, 0, 'empty', null, null, now(), null, null, jsonb_build_object('found', 0, 'total', total)
     from product_count
     where total > 0 and not exists (select from collection where workspace_id = $1 and name = $2)
     order by name`,
    [workspaceId, name, embedder, dimension, metric],
  );
  return found.rows.map(({ keyword_blob: keywordBlob, vector_blob: vectorBlob, updated_at: updatedAt, ...row }) => ({
    ...row,
    keywordBlob,
    vectorBlob,
    updatedAt,
  }));
}

/** Makes sure of a collection's row, whichever store holds its vectors; what it is said to hold stays until that is true. */
export async function beginCollection(
  pool: Pool,
  workspaceId: string,
  { name, embedder, dimension, metric }: CollectionSpec,
): Promise<void> {
  await pool.query(
    `insert into collection (workspace_id, name, embedder, dimension, metric, status) values ($1, $2, $3, $4, $5, 'indexing')
     on conflict (workspace_id, name) do update set status = 'indexing', meta = collection.meta - 'waiting' - 'building', updated_at = now()`,
    [workspaceId, name, embedder, dimension, metric],
  );
}

/** Records that a collection holds what it should, and what that is. */
export async function finishCollection(
  pool: Pool,
  workspaceId: string,
  { name, embedder, dimension, metric }: CollectionSpec,
  { generation, count }: StoredState,
): Promise<void> {
  await pool.query(
    `with changed as (
       update collection set embedder = $3, dimension = $4, metric = $5, status = 'ready', updated_at = now(),
         meta = (meta - 'waiting' - 'problem' - 'building') || jsonb_build_object('stored', $6::jsonb)
       where workspace_id = $1 and name = $2)
     select pg_notify('aisle_artefacts', $1)`,
    [workspaceId, name, embedder, dimension, metric, JSON.stringify({ generation, count })],
  );
}

export async function failCollection(pool: Pool, workspaceId: string, name: string): Promise<void> {
  await pool.query(
    `with changed as (
       update collection set status = 'failed', meta = meta - 'waiting' - 'building', updated_at = now()
       where workspace_id = $1 and name = $2)
     select pg_notify('aisle_artefacts', $1)`,
    [workspaceId, name],
  );
}

/** Records how much of a collection can be found while it is being built, and notifies the serving processes. */
export async function noteBuilding(
  pool: Pool,
  workspaceId: string,
  name: string,
  { found, total }: Building,
): Promise<void> {
  await pool.query(
    `with changed as (
       update collection set meta = meta || jsonb_build_object('building', jsonb_build_object('found', $3::int, 'total', $4::int))
       where workspace_id = $1 and name = $2 and status = 'indexing')
     select pg_notify('aisle_artefacts', $1)`,
    [workspaceId, name, found, total],
  );
}

/** Says what the building of a collection waits for. */
export async function noteWaiting(pool: Pool, workspaceId: string, name: string, message: string): Promise<void> {
  await pool.query(
    `update collection set meta = meta || jsonb_build_object('waiting', $3::text), updated_at = now()
     where workspace_id = $1 and name = $2 and status = 'indexing'`,
    [workspaceId, name, message],
  );
}

/** Says what is wrong with a collection that was built, or that nothing is. */
export async function noteProblem(
  pool: Pool,
  workspaceId: string,
  name: string,
  problem: string | undefined,
): Promise<void> {
  await pool.query(
    `update collection set meta = case when $3::text is null then meta - 'problem'
       else meta || jsonb_build_object('problem', $3::text) end
     where workspace_id = $1 and name = $2 and meta->>'problem' is distinct from $3`,
    [workspaceId, name, problem ?? null],
  );
}

/** Points the collection at a new keyword index and its count, and notifies the serving processes. */
export async function setKeywordBlob(
  pool: Pool,
  workspaceId: string,
  name: string,
  hash: string,
  count: number,
): Promise<void> {
  await pool.query(
    `with changed as (
       update collection set keyword_blob = $3, count = $4, version = version + 1, updated_at = now()
       where workspace_id = $1 and name = $2)
     select pg_notify('aisle_artefacts', $1)`,
    [workspaceId, name, hash, count],
  );
}
