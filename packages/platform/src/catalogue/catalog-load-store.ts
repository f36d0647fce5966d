import type { CatalogLoads, LoadedFile } from "@aisle/contracts/catalog-loads";
import type { Pool } from "pg";
import { storableText } from "./storable-text.ts";

/** Files of products or of stock that were imported, in PostgreSQL. */
export class CatalogLoadStore implements CatalogLoads {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /** Notes that a file was imported now; a second time changes nothing. */
  async add(workspaceId: string, { id, job, kind, fileName, rows, rejected }: Omit<LoadedFile, "at">): Promise<void> {
    await this.#pool.query(
      `insert into catalog_load (workspace_id, id, job_id, kind, file_name, rows, rejected)
       values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
      [workspaceId, id, job, kind, storableText(fileName), rows, rejected],
    );
  }

  async between(workspaceId: string, from: number, to: number): Promise<readonly LoadedFile[]> {
    const { rows } = await this.#pool.query<Omit<LoadedFile, "at"> & { at: Date }>(
      `select id, job_id as job, kind, file_name as "fileName", at, rows, rejected from catalog_load
       where workspace_id = $1 and at >= $2 and at < $3 order by at, id`,
      [workspaceId, new Date(Math.max(0, from)), new Date(Math.min(to, 8.64e15))],
    );
    return rows.map((row) => ({ ...row, at: row.at.getTime() }));
  }

  /** Deletes what is older than a time, milliseconds since 1970. */
  async dropBefore(before: number): Promise<void> {
    await this.#pool.query("delete from catalog_load where at < $1", [new Date(before)]);
  }
}
