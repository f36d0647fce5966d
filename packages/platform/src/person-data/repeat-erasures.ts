import type pg from "pg";
import { inTransaction } from "../postgres/with-client.ts";
import type { PersonStore } from "./person-store.ts";

const retainMs = 2 * 86_400_000;

/** Deletes what has come in about people who were deleted in the last two days, and forgets the deletions of before. */
export async function repeatErasures(pool: pg.Pool, stores: readonly PersonStore[], now: Date): Promise<void> {
  await pool.query("delete from person_erasure where at < $1", [new Date(now.getTime() - retainMs)]);
  const { rows } = await pool.query<{ workspaceId: string; ids: string[] }>(
    'select workspace_id as "workspaceId", ids from person_erasure',
  );
  const lasting = stores.filter(({ tables }) => !tables.includes("person_erasure"));
  for (const { workspaceId, ids } of rows) {
    const person = { workspaceId, shopperIds: ids, userId: "", email: "" };
    await inTransaction(pool, async (client) => {
      for (const store of lasting) await store.erase(client, person);
    });
  }
}
