import type { Pool } from "pg";
import type { CollectionSpec } from "../vectors/vector-store.ts";

/** What the studio shows of a collection's state. */
export type CollectionStatus = "empty" | "indexing" | "ready" | "failed";

/** A collection as the studio and the compiler see it. */
export interface CollectionRecord extends CollectionSpec {
  readonly count: number;
  readonly status: CollectionStatus;
  readonly keywordBlob: string | null;
  readonly vectorBlob: string | null;
  readonly updatedAt: Date;
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
}

/** The collections of a workspace, by name. */
export async function listCollections(pool: Pool, workspaceId: string): Promise<readonly CollectionRecord[]> {
  const found = await pool.query<FoundRow>(
    `select name, embedder, dimension, metric, count, status, keyword_blob, vector_blob, updated_at
     from collection where workspace_id = $1 order by name`,
    [workspaceId],
  );
  return found.rows.map(({ keyword_blob: keywordBlob, vector_blob: vectorBlob, updated_at: updatedAt, ...row }) => ({
    ...row,
    keywordBlob,
    vectorBlob,
    updatedAt,
  }));
}

/** Makes sure of a collection's row, whichever store holds its vectors, and sets its status. */
export async function markCollection(
  pool: Pool,
  workspaceId: string,
  { name, embedder, dimension, metric }: CollectionSpec,
  status: CollectionStatus,
): Promise<void> {
  await pool.query(
    `insert into collection (workspace_id, name, embedder, dimension, metric, status) values ($1, $2, $3, $4, $5, $6)
     on conflict (workspace_id, name) do update set embedder = excluded.embedder, dimension = excluded.dimension,
       metric = excluded.metric, status = excluded.status, updated_at = now()`,
    [workspaceId, name, embedder, dimension, metric, status],
  );
}

/** Points the collection at a new keyword index and its count, and tells the serving processes. */
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
