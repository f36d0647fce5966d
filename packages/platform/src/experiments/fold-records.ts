import type { FoldPosition } from "@aisle/contracts/fold-source";
import type { Reading } from "@aisle/contracts/reading";
import type { Pool, PoolClient } from "pg";
import type { BlobStore } from "../blobs/blob-store.ts";
import { isOwnSnapshot } from "../events/written-between.ts";
import { inTransaction } from "../postgres/with-client.ts";

/** Where the sums of one experiment stand. */
export interface FoldRecordOptions {
  readonly pool: Pool;
  readonly blobs: Pick<BlobStore, "put" | "get" | "delete">;
  readonly workspaceId: string;
  readonly experiment: { readonly id: string; readonly key: string };
}

interface StoredFold {
  readonly hash: string;
  readonly position: FoldPosition;
  /** Absent where it cannot be gone on with: it was made in another database. */
  readonly bytes?: Uint8Array;
}

/** How far an experiment is folded, and its sums. */
export async function loadFold({
  pool,
  blobs,
  workspaceId,
  experiment,
}: FoldRecordOptions): Promise<StoredFold | undefined> {
  const { rows } = await pool.query<{ position: FoldPosition; hash: string }>(
    "select position, blob_hash as hash from experiment_fold where workspace_id = $1 and experiment_id = $2",
    [workspaceId, experiment.id],
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  const { snapshot, target } = row.position;
  for (const each of [snapshot, target]) if (each !== null && !(await isOwnSnapshot(pool, each))) return row;
  const bytes = await blobs.get(row.hash);
  return bytes === undefined ? row : { ...row, bytes };
}

/**
 * Replaces position, sums and reading in one transaction, where the stored sums are still those of `before`; the new hash, undefined where
 * somebody else was quicker. The sums of before are deleted when that is done: a process that is killed in between leaves a blob that
 * nothing names, and no number changed.
 */
export async function storeFold(
  { pool, blobs, workspaceId, experiment }: FoldRecordOptions,
  before: string | undefined,
  position: FoldPosition,
  bytes: Uint8Array,
  reading: Reading | undefined,
): Promise<string | undefined> {
  const hash = await blobs.put(bytes);
  const isStored = await inTransaction(pool, async (client) => {
    const { rowCount } = await client.query(before === undefined ? insertFold : updateFold, [
      workspaceId,
      experiment.id,
      JSON.stringify(position),
      hash,
      ...(before === undefined ? [] : [before]),
    ]);
    if (rowCount !== 1) return false;
    if (reading !== undefined) await storeReading(client, workspaceId, experiment.id, reading);
    return true;
  });
  const stale = isStored ? before : hash;
  // Equal sums have one blob, which another experiment may name too.
  if (stale !== undefined && (!isStored || stale !== hash)) {
    const { rowCount } = await pool.query("select 1 from experiment_fold where blob_hash = $1 limit 1", [stale]);
    if (rowCount === 0) await blobs.delete([stale]);
  }
  return isStored ? hash : undefined;
}

const insertFold = `
  insert into experiment_fold (workspace_id, experiment_id, position, blob_hash, folded_at)
  select $1, $2, $3, $4, now() where exists (select from experiment where workspace_id = $1 and id = $2)
  on conflict do nothing`;
const updateFold = `
  update experiment_fold set position = $3, blob_hash = $4, folded_at = now()
  where workspace_id = $1 and experiment_id = $2 and blob_hash = $5`;

async function storeReading(
  client: PoolClient,
  workspaceId: string,
  experimentId: string,
  reading: Reading,
): Promise<void> {
  const { days: _, segments: _segments, ...summary } = reading;
  await client.query(
    `insert into experiment_reading (workspace_id, experiment_id, read_at, summary, reading) values ($1, $2, $3, $4, $5)
     on conflict (workspace_id, experiment_id) do update
       set read_at = excluded.read_at, summary = excluded.summary, reading = excluded.reading`,
    [workspaceId, experimentId, new Date(reading.at), JSON.stringify(summary), JSON.stringify(reading)],
  );
}
