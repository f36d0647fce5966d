import type { AuditActor } from "@aisle/contracts/audit";
import type { Endpoint } from "@aisle/contracts/endpoint";
import type pg from "pg";
import { appendAudit } from "../audit/audit-log.ts";
import { inTransaction } from "../postgres/with-client.ts";
import { draftsChannel } from "./draft-store.ts";

export const endpointsChannel = "aisle_endpoints";

/** Thrown within a transaction to roll it back. */
class Taken extends Error {}

/** Which version of a pipeline answers, and at which addresses, over PostgreSQL: the pipeline's row lock puts changes in one order. */
export class EndpointStore {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async activate(by: AuditActor, pipelineId: string, versionId: string, how: "publish" | "choose") {
    return inTransaction(this.#pool, async (client) => {
      const chosen = await choose(client, by.workspaceId, pipelineId, versionId, how);
      if (chosen === undefined) return undefined;
      const { slug, number, before, isLive } = chosen;
      if (!isLive) return { slug, isLive: await isActive(client, by.workspaceId, slug, versionId) };
      const action = before !== null && number < before ? "version.rolled-back" : "version.live";
      const detail = { pipelineId, number, slug, ...(before === null ? {} : { before }) };
      await appendAudit(client, by, { action, subject: versionId, detail });
      return { slug, isLive };
    });
  }

  async moveAddress(by: AuditActor, pipelineId: string, slug: string): Promise<"moved" | "taken" | "not-live"> {
    const { workspaceId } = by;
    try {
      return await inTransaction(this.#pool, async (client) => {
        const own = [workspaceId, pipelineId];
        const { rows } = await client.query<{ slug: string }>(
          `select p.slug from pipeline p where p.workspace_id = $1 and p.id = $2 and p.deleted_at is null
             and exists (select from endpoint e where e.pipeline_id = p.id) for update of p`,
          own,
        );
        const before = rows[0]?.slug;
        if (before === undefined) return "not-live";
        if (before === slug) return "moved";
        if (await isTaken(client, workspaceId, pipelineId, slug)) throw new Taken();
        await client.query("delete from endpoint_alias where workspace_id = $1 and pipeline_id = $2 and slug = $3", [
          ...own,
          slug,
        ]);
        await client.query("update pipeline set slug = $3 where workspace_id = $1 and id = $2", [...own, slug]);
        await client.query(
          "update endpoint set slug = $3, updated_at = now() where workspace_id = $1 and pipeline_id = $2",
          [...own, slug],
        );
        await client.query("insert into endpoint_alias (workspace_id, pipeline_id, slug) values ($1, $2, $3)", [
          ...own,
          before,
        ]);
        const detail = { from: before, to: slug };
        await appendAudit(client, by, { action: "endpoint.moved", subject: pipelineId, detail });
        await notifyOf(client, workspaceId, pipelineId);
        return "moved";
      });
    } catch (error) {
      // Whoever took the address in the same moment has it.
      if (error instanceof Taken || (error as { code?: string }).code === "23505") return "taken";
      throw error;
    }
  }

  async removeAlias(by: AuditActor, pipelineId: string, slug: string): Promise<boolean> {
    const { workspaceId } = by;
    return inTransaction(this.#pool, async (client) => {
      const { rowCount } = await client.query(
        "delete from endpoint_alias where workspace_id = $1 and pipeline_id = $2 and slug = $3",
        [workspaceId, pipelineId, slug],
      );
      if (rowCount !== 1) return false;
      await appendAudit(client, by, { action: "endpoint.alias-removed", subject: pipelineId, detail: { slug } });
      await notifyOf(client, workspaceId, pipelineId);
      return true;
    });
  }

  /** Every endpoint with the version that answers, by slug. */
  async list(workspaceId: string): Promise<readonly Endpoint[]> {
    const { rows } = await this.#pool.query<{
      slug: string;
      aliases: readonly string[];
      pipeline_id: string;
      name: string;
      active_version_id: string;
      number: number;
      updated_at: Date;
    }>(
      `select e.slug, e.pipeline_id, p.name, e.active_version_id, v.number, e.updated_at,
         array(select a.slug from endpoint_alias a where a.pipeline_id = e.pipeline_id order by a.slug) as aliases
       from endpoint e join pipeline p on p.id = e.pipeline_id join version v on v.id = e.active_version_id
       where e.workspace_id = $1 order by e.slug`,
      [workspaceId],
    );
    return rows.map((row) => ({
      workspaceId,
      slug: row.slug,
      aliases: row.aliases,
      pipelineId: row.pipeline_id,
      pipelineName: row.name,
      activeVersionId: row.active_version_id,
      activeNumber: row.number,
      updatedAt: row.updated_at,
    }));
  }

  /** Read by the database: no graph leaves it. */
  async liveNodes(workspaceId: string): Promise<ReadonlyMap<string, string>> {
    const { rows } = await this.#pool.query<{ id: string; nodes: string | null }>(
      `select v.id, (select string_agg(concat(n ->> 'id', ':', n ->> 'type'), ',' order by concat(n ->> 'id', ':', n ->> 'type') collate "C")
         from jsonb_array_elements(v.graph -> 'nodes') n) as nodes
       from endpoint e join version v on v.id = e.active_version_id where e.workspace_id = $1`,
      [workspaceId],
    );
    return new Map(rows.map(({ id, nodes }) => [id, nodes ?? ""]));
  }
}

/** Decides and activates in one statement: two that end at once cannot leave the older one live. `before` is the version that was live. */
async function choose(
  client: pg.PoolClient,
  workspaceId: string,
  pipelineId: string,
  versionId: string,
  how: "publish" | "choose",
): Promise<
  | { readonly slug: string; readonly number: number; readonly before: number | null; readonly isLive: boolean }
  | undefined
> {
  const { rows } = await client.query(
    `with chosen as (
       select p.slug, v.number,
         (select b.number from endpoint e join version b on b.id = e.active_version_id
          where e.workspace_id = $1 and e.pipeline_id = p.id) as before
       from pipeline p join version v on v.pipeline_id = p.id
       where p.workspace_id = $1 and p.id = $2 and p.deleted_at is null and p.slug is not null and v.id = $3
       for update of p
     ), activated as (
       insert into endpoint (workspace_id, slug, pipeline_id, active_version_id, newest_number, updated_at)
       select $1, slug, $2, $3, number, now() from chosen
       on conflict (workspace_id, slug) do update set active_version_id = excluded.active_version_id,
         newest_number = greatest(endpoint.newest_number, excluded.newest_number), updated_at = now()
       where endpoint.pipeline_id = excluded.pipeline_id
         and ($4 = 'choose' or endpoint.newest_number < excluded.newest_number)
       returning slug, pg_notify($5, $1), pg_notify($6, $2)
     )
     select slug, number, before, exists (select from activated) as "isLive" from chosen`,
    [workspaceId, pipelineId, versionId, how, endpointsChannel, draftsChannel],
  );
  return rows[0];
}

async function isActive(client: pg.PoolClient, workspaceId: string, slug: string, versionId: string): Promise<boolean> {
  const { rowCount } = await client.query(
    "select from endpoint where workspace_id = $1 and slug = $2 and active_version_id = $3",
    [workspaceId, slug, versionId],
  );
  return rowCount === 1;
}

/** True when another pipeline answers at the address, or answered there and keeps it as an alias. */
async function isTaken(client: pg.PoolClient, workspaceId: string, pipelineId: string, slug: string): Promise<boolean> {
  // The endpoint first: one that is moved away in between is found as an alias.
  for (const table of ["endpoint", "endpoint_alias"]) {
    const { rowCount } = await client.query(
      `select from ${table} where workspace_id = $1 and slug = $3 and pipeline_id <> $2`,
      [workspaceId, pipelineId, slug],
    );
    if (rowCount !== 0) return true;
  }
  return false;
}

function notifyOf(client: pg.PoolClient, workspaceId: string, pipelineId: string) {
  return client.query("select pg_notify($1, $2), pg_notify($3, $4)", [
    endpointsChannel,
    workspaceId,
    draftsChannel,
    pipelineId,
  ]);
}
