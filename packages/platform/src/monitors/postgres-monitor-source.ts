import type { FoldCursor, SnapshotRange } from "@aisle/contracts/fold-source";
import type {
  MonitoredDecision,
  MonitorHour,
  MonitorPosition,
  MonitorSource,
  StoredMonitorHour,
  SubjectKind,
} from "@aisle/contracts/monitor-source";
import type { Pool, PoolClient } from "pg";
import { isOwnSnapshot, snapshotNow } from "../events/written-between.ts";
import { inTransaction } from "../postgres/with-client.ts";
import { followUps } from "./follow-ups.ts";
import { type HourRow, hourOf } from "./monitor-hour-row.ts";
import { monitoredDecisions } from "./monitored-decisions.ts";
import { monitoredEvents } from "./monitored-events.ts";

/** The rows and sketches of a workspace's monitors in PostgreSQL. */
export class PostgresMonitorSource implements MonitorSource {
  readonly #pool: Pool;
  readonly #workspaceId: string;
  #revision: string | undefined;

  constructor(pool: Pool, workspaceId: string) {
    this.#pool = pool;
    this.#workspaceId = workspaceId;
  }

  async load(): Promise<MonitorPosition | undefined> {
    const { rows } = await this.#pool.query<{ position: MonitorPosition; revision: string }>(
      "select position, revision from monitor_fold where workspace_id = $1",
      [this.#workspaceId],
    );
    const [row] = rows;
    this.#revision = row?.revision;
    if (row === undefined) return undefined;
    const { snapshot, target } = row.position;
    for (const each of [snapshot, target])
      if (each !== null && !(await isOwnSnapshot(this.#pool, each))) return undefined;
    return row.position;
  }

  restart(position: MonitorPosition, hours: "retained" | "all"): Promise<boolean> {
    return this.#replace(position, async (client) => {
      if (hours === "all") {
        await client.query("delete from monitor_hour where workspace_id = $1", [this.#workspaceId]);
        return;
      }
      // Hours whose rows are gone cannot be made again, and stay.
      for (const [kind, table] of [
        ["endpoint", "decision"],
        ["events", "event"],
      ] as const)
        await client.query(
          `delete from monitor_hour where workspace_id = $1 and kind = $2
             and hour >= (select date_trunc('hour', min(at), 'UTC') from ${table} where workspace_id = $1)`,
          [this.#workspaceId, kind],
        );
    });
  }

  store(position: MonitorPosition, hours: readonly StoredMonitorHour[]): Promise<boolean> {
    return this.#replace(position, async (client) => {
      if (hours.length === 0) return;
      await client.query({
        name: "aisle monitor hours",
        text: storeHours,
        values: [
          this.#workspaceId,
          ...columnsOf(hours),
          hours.map(({ rows }) => rows),
          hours.map(({ bytes }) => bytes),
        ],
      });
    });
  }

  async hours(of: readonly MonitorHour[]): Promise<readonly StoredMonitorHour[]> {
    const { rows } = await this.#pool.query<HourRow>({
      name: "aisle some monitor hours",
      text: selectHours,
      values: [this.#workspaceId, ...columnsOf(of)],
    });
    return rows.map(hourOf);
  }

  async subjects(kind: SubjectKind): Promise<readonly string[]> {
    const { rows } = await this.#pool.query<{ subject: string }>(
      "select distinct subject from monitor_hour where workspace_id = $1 and kind = $2 order by subject",
      [this.#workspaceId, kind],
    );
    return rows.map(({ subject }) => subject);
  }

  now(): Promise<string> {
    return snapshotNow(this.#pool, this.#workspaceId, ["event", "decision"]);
  }

  async hasDemo(): Promise<boolean> {
    const { rows } = await this.#pool.query<{ there: boolean }>(
      "select demo_shop is not null as there from workspace where id = $1",
      [this.#workspaceId],
    );
    return rows[0]?.there ?? false;
  }

  decisions(range: SnapshotRange, after: FoldCursor) {
    return monitoredDecisions(this.#pool, this.#workspaceId, range, after);
  }

  followUps(to: string, decisions: readonly MonitoredDecision[]) {
    return followUps(this.#pool, this.#workspaceId, to, decisions);
  }

  events(range: SnapshotRange, after: FoldCursor) {
    return monitoredEvents(this.#pool, this.#workspaceId, range, after);
  }

  /** Runs work together with replacing the position, where that is still the one that was read. */
  async #replace(position: MonitorPosition, work: (client: PoolClient) => Promise<void>): Promise<boolean> {
    const revision = await inTransaction(this.#pool, async (client) => {
      const { rows } = await client.query<{ revision: string }>(
        this.#revision === undefined ? insertPosition : updatePosition,
        [this.#workspaceId, JSON.stringify(position), ...(this.#revision === undefined ? [] : [this.#revision])],
      );
      if (rows.length === 0) return undefined;
      await work(client);
      return rows[0]!.revision;
    });
    if (revision !== undefined) this.#revision = revision;
    return revision !== undefined;
  }
}

function columnsOf(hours: readonly MonitorHour[]) {
  return [hours.map(({ kind }) => kind), hours.map(({ name }) => name), hours.map(({ at }) => new Date(at))] as const;
}

const insertPosition = `
  insert into monitor_fold (workspace_id, position, revision, folded_at) values ($1, $2, 1, now())
  on conflict do nothing returning revision`;
const updatePosition = `
  update monitor_fold set position = $2, revision = revision + 1, folded_at = now()
  where workspace_id = $1 and revision = $3 returning revision`;
const storeHours = `
  insert into monitor_hour (workspace_id, kind, subject, hour, rows, sketches)
  select $1, * from unnest($2::text[], $3::text[], $4::timestamptz[], $5::bigint[], $6::bytea[])
  on conflict (workspace_id, kind, subject, hour) do update set rows = excluded.rows, sketches = excluded.sketches`;
const selectHours = `
  select kind, subject, hour, rows, sketches
  from unnest($2::text[], $3::text[], $4::timestamptz[]) as asked (kind, subject, hour)
  join monitor_hour using (kind, subject, hour) where workspace_id = $1`;
