import type { Pool } from "pg";
import type { BlobStore } from "../blobs/blob-store.ts";

interface BlobOwner {
  readonly pool: Pool;
  readonly blobs: BlobStore;
  readonly workspaceId: string;
}

interface NamedBlobs {
  readonly present: readonly string[];
  readonly retired: readonly string[];
}

async function blobsOf(pool: Pool, workspaceId: string, collection: string): Promise<NamedBlobs> {
  const found = await pool.query<{ present: (string | null)[]; retired: string[] | null }>(
    `select array[vector_blob, meta->>'graphItems', keyword_blob] as present, meta->'retiredBlobs' as retired
     from collection where workspace_id = $1 and name = $2`,
    [workspaceId, collection],
  );
  const row = found.rows[0];
  return { present: row?.present.filter((hash) => hash !== null) ?? [], retired: row?.retired ?? [] };
}

/**
 * Runs work that may point a collection at new blobs. Blobs that it no longer names are deleted one run later: serving
 * processes may still be fetching them now.
 */
export async function retiringBlobs<T>(
  { pool, blobs, workspaceId }: BlobOwner,
  collection: string,
  work: () => Promise<T>,
): Promise<T> {
  const before = await blobsOf(pool, workspaceId, collection);
  const retireOld = () => retire({ pool, blobs, workspaceId }, collection, before);
  try {
    const result = await work();
    await retireOld();
    return result;
  } catch (error) {
    await retireOld().catch(() => undefined);
    throw error;
  }
}

async function retire({ pool, blobs, workspaceId }: BlobOwner, collection: string, before: NamedBlobs): Promise<void> {
  const { present } = await blobsOf(pool, workspaceId, collection);
  const unnamed = (hash: string) => !present.includes(hash);
  const retired = before.present.filter(unnamed);
  const gone = before.retired.filter(unnamed).filter((hash) => !retired.includes(hash));
  // The same bytes may serve another workspace.
  const shared = await pool.query<{ hash: string }>(
    `select unnest(array[vector_blob, meta->>'graphItems', keyword_blob]) as hash from collection
     where workspace_id <> $1 or name <> $2`,
    [workspaceId, collection],
  );
  const used = new Set(shared.rows.map((row) => row.hash));
  await pool.query(
    `update collection set meta = meta || jsonb_build_object('retiredBlobs', $3::jsonb)
     where workspace_id = $1 and name = $2`,
    [workspaceId, collection, JSON.stringify(retired)],
  );
  await blobs.delete(gone.filter((hash) => !used.has(hash)));
}
