import type { Json } from "@aisle/runtime/json";
import type { Pool } from "pg";
import type { BlobStore } from "../blobs/blob-store.ts";

/** The channel on which new artefacts are reported; its payload is the workspace's id. */
export const artefactsChannel = "aisle_artefacts";

/** The newest artefact of a name. */
export interface ArtefactRow {
  readonly name: string;
  readonly version: number;
  readonly blobHash: string;
}

/** The newest artefact of a name, with what was stored beside its bytes. */
export interface NewestArtefact {
  readonly version: number;
  readonly blobHash: string;
  readonly meta: Json;
  readonly createdAt: Date;
}

const retainedVersions = 2;

/** Named, versioned artefacts of a workspace, such as `popularity`: bytes in the blob store, one row a version. */
export class ArtefactStore {
  readonly #pool: Pool;
  readonly #blobs: BlobStore;

  constructor(pool: Pool, blobs: BlobStore) {
    this.#pool = pool;
    this.#blobs = blobs;
  }

  /** Stores the next version and notifies the serving processes; the version before it stays, older ones go. */
  async publish(workspaceId: string, name: string, bytes: Uint8Array, meta: Json = {}): Promise<void> {
    const blobHash = await this.#blobs.put(bytes);
    let stored = false;
    // Another process may take the same number at the same time: then the next one.
    while (!stored) {
      const { rowCount } = await this.#pool.query(
        `insert into artefact (workspace_id, name, version, blob_hash, meta)
         select $1, $2, coalesce(max(version), 0) + 1, $3, $4 from artefact where workspace_id = $1 and name = $2
         on conflict do nothing`,
        [workspaceId, name, blobHash, JSON.stringify(meta)],
      );
      stored = rowCount === 1;
    }
    const gone = await this.#pool.query<{ blob_hash: string }>(
      `delete from artefact where workspace_id = $1 and name = $2 and version <= (
         select max(version) - $3 from artefact where workspace_id = $1 and name = $2) returning blob_hash`,
      [workspaceId, name, retainedVersions],
    );
    const used = await this.#pool.query<{ blob_hash: string }>("select distinct blob_hash from artefact");
    const inUse = new Set(used.rows.map((row) => row.blob_hash));
    await this.#blobs.delete(gone.rows.map((row) => row.blob_hash).filter((hash) => !inUse.has(hash)));
    await this.#pool.query("select pg_notify($1, $2)", [artefactsChannel, workspaceId]);
  }

  /** The newest version of every name. */
  async newest(workspaceId: string): Promise<readonly ArtefactRow[]> {
    const { rows } = await this.#pool.query<{ name: string; version: number; blob_hash: string }>(
      "select distinct on (name) name, version, blob_hash from artefact where workspace_id = $1 order by name, version desc",
      [workspaceId],
    );
    return rows.map(({ blob_hash: blobHash, ...row }) => ({ ...row, blobHash }));
  }

  /** The newest version of one name; undefined where there is none. */
  async newestOf(workspaceId: string, name: string): Promise<NewestArtefact | undefined> {
    const { rows } = await this.#pool.query<{ version: number; blob_hash: string; meta: Json; created_at: Date }>(
      `select version, blob_hash, meta, created_at from artefact where workspace_id = $1 and name = $2
       order by version desc limit 1`,
      [workspaceId, name],
    );
    const row = rows[0];
    if (row === undefined) return undefined;
    return { version: row.version, blobHash: row.blob_hash, meta: row.meta, createdAt: row.created_at };
  }

  bytes(blobHash: string): Promise<Uint8Array | undefined> {
    return this.#blobs.get(blobHash);
  }
}

/** The newest content of every artefact of a workspace: what was trained again on the same data is the same. */
export async function artefactFacts(
  pool: Pool,
  workspaceId: string,
): Promise<readonly { readonly name: string; readonly version: string }[]> {
  const { rows } = await pool.query<{ name: string; version: string }>(
    `select distinct on (name) name, blob_hash as version from artefact where workspace_id = $1
     order by name, artefact.version desc`,
    [workspaceId],
  );
  return rows;
}
