import type { AuditAction, AuditActor } from "@aisle/contracts/audit";
import type { BanditWeights, Experiment, ExperimentState } from "@aisle/contracts/experiment";
import type { ExperimentChange, ExperimentRecords, ListedExperiment } from "@aisle/contracts/experiment-records";
import type { Metric } from "@aisle/contracts/metric";
import type { Reading } from "@aisle/contracts/reading";
import type pg from "pg";
import { appendAudit } from "../audit/audit-log.ts";
import { endpointsChannel } from "../pipelines/endpoint-store.ts";
import { inTransaction } from "../postgres/with-client.ts";
import {
  type ExperimentRecord,
  experimentOf,
  headColumns,
  type ListedRecord,
  listedOf,
  listedSpec,
  weightsColumn,
} from "./experiment-rows.ts";

const maxListed = 1000;
const isActive = (state: ExperimentState) => state === "starting" || state === "running";

/** Experiments, readings and metrics over PostgreSQL: a change asks for the revision that it was made for. */
export class ExperimentStore implements ExperimentRecords {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async list(
    workspaceId: string,
    { archived = false, search, pipelineId }: Parameters<ExperimentRecords["list"]>[1] = {},
  ) {
    const { rows } = await this.#pool.query<ListedRecord>(
      `select ${headColumns}, ${listedSpec} as spec, r.summary as reading
       from experiment e left join experiment_reading r on r.workspace_id = e.workspace_id and r.experiment_id = e.id
       where e.workspace_id = $1 and (e.archived_at is not null) = $2 and ($3::text is null or e.pipeline_id = $3)
         and ($4::text is null or strpos(lower(concat_ws(' ', e.name, e.key, e.spec ->> 'hypothesis', e.decision ->> 'reason', e.stop_reason, e.problem,
           (select string_agg(arm ->> 'name', ' ') from jsonb_array_elements(e.spec -> 'arms') arm))), lower($4)) > 0)
       order by coalesce(e.started_at, e.created_at) desc, e.id limit ${maxListed}`,
      [workspaceId, archived, pipelineId ?? null, search ?? null],
    );
    return rows.map(listedOf) as readonly ListedExperiment[];
  }

  async find(workspaceId: string, id: string): Promise<Experiment | undefined> {
    const { rows } = await this.#pool.query<ExperimentRecord>(
      `select ${headColumns}, e.spec, ${weightsColumn} from experiment e where e.workspace_id = $1 and e.id = $2`,
      [workspaceId, id],
    );
    return rows[0] === undefined ? undefined : experimentOf(rows[0]);
  }

  async create(by: AuditActor, experiment: Parameters<ExperimentRecords["create"]>[1]): Promise<boolean> {
    const { id, key, name, kind, pipelineId, versionId, spec, demo = false } = experiment;
    return inTransaction(this.#pool, async (client) => {
      const { rowCount } = await client.query(
        `insert into experiment (workspace_id, id, key, name, kind, state, pipeline_id, version_id, spec, created_by, demo)
         values ($1, $2, $3, $4, $5, 'draft', $6, $7, $8, $9, $10) on conflict (workspace_id, key) do nothing`,
        [by.workspaceId, id, key, name, kind, pipelineId, versionId, JSON.stringify(spec), by.userId, demo],
      );
      if (rowCount !== 1) return false;
      await appendAudit(client, by, { action: "experiment.created", subject: id, detail: { key, kind } });
      return true;
    });
  }

  async change(
    by: AuditActor,
    id: string,
    revision: number,
    states: readonly ExperimentState[],
    change: ExperimentChange,
  ): Promise<number | undefined> {
    return inTransaction(this.#pool, async (client) => {
      const { rows } = await client.query<{ before: ExperimentState }>(
        `select state as before from experiment
         where workspace_id = $1 and id = $2 and revision = $3 and state = any($4) for update`,
        [by.workspaceId, id, revision, states],
      );
      const before = rows[0]?.before;
      if (before === undefined) return undefined;
      const columns = Object.entries(columnsOf(change));
      const sets = columns.map(([column], at) => `${column} = $${at + 3}`);
      await client.query(
        `update experiment set ${["revision = revision + 1", ...sets].join(", ")} where workspace_id = $1 and id = $2`,
        [by.workspaceId, id, ...columns.map(([, value]) => value)],
      );
      const { state = before } = change;
      await appendAudit(client, by, {
        action: actionOf(change),
        subject: id,
        detail: { changed: Object.keys(change), ...(change.state === undefined ? {} : { from: before, to: state }) },
      });
      // What a decision says, and who keeps it in which list, changes nothing that runs.
      if (isActive(before) || isActive(state)) await notify(client, by.workspaceId);
      return revision + 1;
    });
  }

  async remove(by: AuditActor, id: string): Promise<boolean> {
    return inTransaction(this.#pool, async (client) => {
      const { rowCount } = await client.query(
        "delete from experiment where workspace_id = $1 and id = $2 and state = 'draft' and started_at is null",
        [by.workspaceId, id],
      );
      if (rowCount !== 1) return false;
      await appendAudit(client, by, { action: "experiment.removed", subject: id });
      return true;
    });
  }

  async active(workspaceId: string, pipelineId?: string): Promise<readonly Experiment[]> {
    const { rows } = await this.#pool.query<ExperimentRecord>(
      `select ${headColumns}, e.spec, ${weightsColumn} from experiment e
       where e.workspace_id = $1 and e.state in ('starting', 'running') and ($2::text is null or e.pipeline_id = $2)
       order by coalesce(e.started_at, e.created_at), e.id`,
      [workspaceId, pipelineId ?? null],
    );
    return rows.map(experimentOf);
  }

  async reading(workspaceId: string, id: string): Promise<Reading | undefined> {
    const { rows } = await this.#pool.query<{ reading: Reading }>(
      "select reading from experiment_reading where workspace_id = $1 and experiment_id = $2",
      [workspaceId, id],
    );
    return rows[0]?.reading;
  }

  async storeReading(workspaceId: string, id: string, reading: Reading): Promise<void> {
    const { days: _days, segments: _segments, ...summary } = reading;
    // An older one that comes late does not take the place of a newer one.
    await this.#pool.query(
      `insert into experiment_reading (workspace_id, experiment_id, read_at, summary, reading)
       select $1, $2, $3, $4, $5 where exists (select from experiment where workspace_id = $1 and id = $2)
       on conflict (workspace_id, experiment_id) do update
         set read_at = excluded.read_at, summary = excluded.summary, reading = excluded.reading
         where experiment_reading.read_at <= excluded.read_at`,
      [workspaceId, id, new Date(reading.at), JSON.stringify(summary), JSON.stringify(reading)],
    );
  }

  async storeWeights(workspaceId: string, id: string, weights: BanditWeights): Promise<boolean> {
    return inTransaction(this.#pool, async (client) => {
      // The row is locked, so that of two that come at a moment one sees the other's.
      const { rowCount: running } = await client.query(
        `select from experiment where workspace_id = $1 and id = $2 and kind = 'bandit' and state = 'running' for update`,
        [workspaceId, id],
      );
      if (running !== 1) return false;
      const { rowCount } = await client.query(
        `insert into experiment_weights (workspace_id, experiment_id, at, record)
         select $1, $2, $3, $4 where not exists (
           select from experiment_weights where workspace_id = $1 and experiment_id = $2 and at >= $3)`,
        [workspaceId, id, new Date(weights.at), JSON.stringify(weights)],
      );
      if (rowCount !== 1) return false;
      await notify(client, workspaceId);
      return true;
    });
  }

  async metrics(workspaceId: string): Promise<readonly Metric[]> {
    const { rows } = await this.#pool.query<{ definition: Metric }>(
      "select definition from metric where workspace_id = $1 and archived_at is null order by created_at, id",
      [workspaceId],
    );
    return rows.map(({ definition }) => definition);
  }

  async storeMetric(by: AuditActor, metric: Metric): Promise<void> {
    await inTransaction(this.#pool, async (client) => {
      await client.query(
        `insert into metric (workspace_id, id, definition) values ($1, $2, $3)
         on conflict (workspace_id, id) do update set definition = excluded.definition, archived_at = null`,
        [by.workspaceId, metric.id, JSON.stringify(metric)],
      );
      await appendAudit(client, by, { action: "metric.stored", subject: metric.id });
    });
  }

  async archiveMetric(by: AuditActor, metricId: string): Promise<boolean> {
    return inTransaction(this.#pool, async (client) => {
      const { rowCount } = await client.query(
        "update metric set archived_at = now() where workspace_id = $1 and id = $2 and archived_at is null",
        [by.workspaceId, metricId],
      );
      if (rowCount !== 1) return false;
      await appendAudit(client, by, { action: "metric.archived", subject: metricId });
      return true;
    });
  }

  async clientKey(workspaceId: string): Promise<string> {
    const { rows } = await this.#pool.query<{ key: string }>("select client_key as key from workspace where id = $1", [
      workspaceId,
    ]);
    return rows[0]?.key ?? "";
  }

  /** The workspace that a client key names. */
  async workspaceOf(clientKey: string): Promise<string | undefined> {
    const { rows } = await this.#pool.query<{ id: string }>("select id from workspace where client_key = $1", [
      clientKey,
    ]);
    return rows[0]?.id;
  }

  async holdoutShare(workspaceId: string): Promise<number> {
    const { rows } = await this.#pool.query<{ share: number }>(
      "select holdout_share as share from workspace where id = $1",
      [workspaceId],
    );
    return rows[0]?.share ?? 0;
  }

  async setHoldoutShare(by: AuditActor, share: number): Promise<void> {
    await inTransaction(this.#pool, async (client) => {
      await client.query("update workspace set holdout_share = $2 where id = $1", [by.workspaceId, share]);
      await appendAudit(client, by, { action: "settings.changed", subject: "holdout", detail: { to: share } });
      await notify(client, by.workspaceId);
    });
  }
}

/** Serving processes read the endpoints of a workspace again, and what runs on them. */
function notify(client: pg.PoolClient, workspaceId: string) {
  return client.query("select pg_notify($1, $2)", [endpointsChannel, workspaceId]);
}

/** The columns of a change; fields that it does not name stay. */
function columnsOf(change: ExperimentChange): { readonly [column: string]: unknown } {
  const { name, kind, spec, state, problem, versionId, startedAt, stoppedAt, stopReason, decision, archivedAt } =
    change;
  const columns = {
    name,
    kind,
    state,
    problem,
    spec: spec === undefined ? undefined : JSON.stringify(spec),
    version_id: versionId,
    started_at: startedAt,
    stopped_at: stoppedAt,
    stop_reason: stopReason,
    decision: decision === undefined ? undefined : JSON.stringify(decision),
    archived_at: archivedAt,
  };
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined));
}

function actionOf({ state, archivedAt }: ExperimentChange): AuditAction {
  if (state === "starting" || state === "running") return "experiment.started";
  if (state === "stopped") return "experiment.stopped";
  if (state === "decided") return "experiment.decided";
  return archivedAt === undefined ? "experiment.changed" : "experiment.archived";
}
