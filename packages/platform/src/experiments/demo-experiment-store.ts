import type { Experiment, ExperimentDecision } from "@aisle/contracts/experiment";
import type { FoldDecision } from "@aisle/contracts/fold-source";
import type { Pool, PoolClient } from "pg";

const batch = 2_000;

/** What is known of a past experiment of the demo shop before it is read. */
export type DemoExperiment = Pick<Experiment, "id" | "key" | "name" | "kind" | "spec" | "startedAt" | "stoppedAt">;

/** Experiments that come with the demo shop, and go with it. */
export class DemoExperimentStore {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /** False where it is there and read already, where its key is an experiment of the shop's own, or where nobody wants a demo shop. */
  async begin(workspaceId: string, experiment: DemoExperiment): Promise<boolean> {
    const { id, key, name, kind, spec, startedAt, stoppedAt } = experiment;
    const { rowCount } = await this.#pool.query(
      // Interrupted before its reading or its end was recorded it is made whole: the same visits have the same ids.
      `insert into experiment as e (workspace_id, id, key, name, kind, state, spec, created_at, started_at, stopped_at, demo, archived_at)
       select $1, $2, $3, $4, $5, $6, $7, $8, $8, $9, true, case demo_shop when 'aside' then now() end from workspace where id = $1 and demo_shop is not null
       on conflict (workspace_id, key) do update set started_at = excluded.started_at, stopped_at = excluded.stopped_at
         where e.demo and (e.state = 'stopped' and excluded.state = 'stopped' or not exists (
           select from experiment_reading r where r.workspace_id = e.workspace_id and r.experiment_id = e.id))`,
      [
        workspaceId,
        id,
        key,
        name,
        kind,
        stoppedAt === null ? "running" : "stopped",
        JSON.stringify(spec),
        startedAt,
        stoppedAt,
      ],
    );
    return rowCount === 1;
  }

  /** Stores what was decided in it, each decision once. */
  async storeDecisions(workspaceId: string, key: string, decisions: readonly FoldDecision[]): Promise<void> {
    for (let at = 0; at < decisions.length; at += batch) {
      const rows = decisions.slice(at, at + batch);
      await this.#pool.query(
        `insert into experiment_decision (workspace_id, decision_id, at, unit, arms, outcome, total_us, facts)
         select $1, * from unnest($2::text[], $3::timestamptz[], $4::text[], $5::jsonb[], $6::text[], $7::int[], $8::jsonb[])
         on conflict do nothing`,
        [
          workspaceId,
          rows.map(({ id }) => id),
          rows.map((row) => new Date(row.at)),
          rows.map(({ unit }) => unit),
          rows.map(({ arm }) => JSON.stringify({ [key]: arm })),
          rows.map(({ outcome }) => outcome),
          rows.map(({ totalMs }) => Math.round(totalMs * 1000)),
          rows.map(({ facts }) => JSON.stringify(facts)),
        ],
      );
    }
    // Planned for a table that was empty a moment ago, the fold would go through all of it for every event.
    await this.#pool.query("analyze experiment_decision");
  }

  /** Records how it ended. */
  async decide(workspaceId: string, id: string, decision: ExperimentDecision): Promise<void> {
    await this.#pool.query(
      `update experiment set state = 'decided', decision = $3, revision = revision + 1
       where workspace_id = $1 and id = $2 and demo and state = 'stopped'`,
      [workspaceId, id, JSON.stringify(decision)],
    );
  }
}

/** Shows them among those of today, or among what was archived. */
export async function archiveDemoExperiments(
  client: PoolClient,
  workspaceId: string,
  archived: boolean,
): Promise<void> {
  await client.query(
    `update experiment set archived_at = ${archived ? "now()" : "null"}, revision = revision + 1
     where workspace_id = $1 and demo and archived_at is ${archived ? "null" : "not null"}`,
    [workspaceId],
  );
}

/** Shoppers, sessions and browsers of simulated traffic, by the form of their ids. */
const simulatedUnit = "^(sim_[0-9]{4}|anon-sim_[0-9]{4}-(phone|desktop)|sim-[0-9a-z]+-[0-9]+)$";

/**
 * Deletes them with all that was folded and read of them, and what experiments of the shop's own have of simulated shoppers; their
 * events go with those of the demo shop.
 */
export async function deleteDemoExperiments(client: PoolClient, workspaceId: string): Promise<void> {
  await client.query(
    `delete from experiment_decision d using experiment e
     where d.workspace_id = $1 and e.workspace_id = $1 and e.demo and d.arms ? e.key`,
    [workspaceId],
  );
  for (const table of ["experiment_decision", "exposure"])
    await client.query(`delete from ${table} where workspace_id = $1 and unit ~ $2`, [workspaceId, simulatedUnit]);
  // Sums that another experiment has as well stay: equal ones are stored once.
  await client.query(
    `delete from blob b using experiment_fold f, experiment e
     where f.workspace_id = $1 and e.workspace_id = $1 and e.demo and f.experiment_id = e.id and b.hash = f.blob_hash
       and not exists (
         select from experiment_fold o where o.blob_hash = b.hash and (o.workspace_id, o.experiment_id) not in (
           select workspace_id, id from experiment where workspace_id = $1 and demo))`,
    [workspaceId],
  );
  for (const table of ["experiment_reading", "experiment_fold", "experiment_weights"])
    await client.query(
      `delete from ${table} t using experiment e
       where t.workspace_id = $1 and e.workspace_id = $1 and e.demo and t.experiment_id = e.id`,
      [workspaceId],
    );
  await client.query("delete from experiment where workspace_id = $1 and demo", [workspaceId]);
}
