import type { ClientBase, Pool } from "pg";
import type { StoredArms } from "../decisions/decision-arms.ts";
import { inTransaction } from "../postgres/with-client.ts";
import { storeExperimentDecisions } from "./experiment-decisions.ts";

/** Copies whose decisions are taken in one transaction; a copy holds up to some thousands. */
const copiesAtOnce = 2;

interface DecisionRow {
  readonly id: string;
  readonly at: Date;
  readonly unit: string | null;
  readonly arms: StoredArms;
  readonly outcome: string;
  readonly total_us: number;
  readonly payload: Uint8Array;
}

/**
 * Works out what experiments count of the decisions that came in, before a fold reads it. Each decision is taken once, whoever is killed
 * when: its listing goes in the transaction that stores its row. A decision that was deleted meanwhile counts nothing. Returns how many
 * were taken.
 */
export async function takePending(pool: Pool, workspaceId: string, signal?: AbortSignal): Promise<number> {
  for (let taken = 0; ; ) {
    signal?.throwIfAborted();
    const copies = await inTransaction(pool, async (client) => {
      const listed = await takeListed(client, workspaceId);
      const decisions = listed.length === 0 ? [] : await decisionsOf(client, workspaceId, listed);
      await storeExperimentDecisions(client, decisions);
      taken += decisions.length;
      return listed.length;
    });
    if (copies === 0) return taken;
  }
}

/** Whether decisions of a workspace wait to be taken. */
export async function hasPending(pool: Pool, workspaceId: string): Promise<boolean> {
  const { rows } = await pool.query<{ found: boolean }>(
    "select exists (select from experiment_pending where workspace_id = $1) as found",
    [workspaceId],
  );
  return rows[0]!.found;
}

/**
 * Lets nobody take pending decisions of a workspace until the caller's transaction ends, and waits for those who do: a decision that it
 * deletes is then not taken.
 */
export async function holdPending(client: ClientBase, workspaceId: string): Promise<void> {
  await client.query("select id from experiment_pending where workspace_id = $1 order by id for share", [workspaceId]);
}

interface Listed {
  readonly decision_ids: readonly string[];
  readonly first_at: Date;
  readonly last_at: Date;
}

async function takeListed(client: ClientBase, workspaceId: string): Promise<readonly Listed[]> {
  const { rows } = await client.query<Listed>(
    `delete from experiment_pending where id in (
       select id from experiment_pending where workspace_id = $1 order by id limit $2 for update)
     returning decision_ids, first_at, last_at`,
    [workspaceId, copiesAtOnce],
  );
  return rows;
}

async function decisionsOf(client: ClientBase, workspaceId: string, listed: readonly Listed[]) {
  const { rows } = await client.query<DecisionRow>(
    `select d.id, d.at, d.unit, d.arms, d.outcome, d.total_us, d.payload
     from unnest($2::text[]) as listed (id) join decision d on d.workspace_id = $1 and d.id = listed.id
     where d.arms is not null and d.at >= $3 and d.at <= $4`,
    [
      workspaceId,
      listed.flatMap(({ decision_ids }) => decision_ids),
      // Days before and after are not looked through.
      new Date(Math.min(...listed.map(({ first_at }) => first_at.getTime()))),
      new Date(Math.max(...listed.map(({ last_at }) => last_at.getTime()))),
    ],
  );
  return rows.map(({ total_us, unit, ...row }) => ({
    ...row,
    workspaceId,
    unit: unit ?? undefined,
    totalUs: total_us,
  }));
}
