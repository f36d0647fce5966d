import type { AuditActor } from "@aisle/contracts/audit";
import { ZoneClock } from "@aisle/runtime/zoned-time";
import { LRUCache } from "lru-cache";
import type { ClientBase, Pool } from "pg";
import { appendAudit } from "../audit/audit-log.ts";
import { inTransaction } from "../postgres/with-client.ts";

/** The IANA time zone of a workspace: decides days, and what a time without a zone means. UTC where it has none. */
export async function workspaceTimeZone(pool: Pool, workspaceId: string): Promise<string> {
  const { rows } = await pool.query<{ zone: string }>("select time_zone as zone from workspace where id = $1", [
    workspaceId,
  ]);
  return rows[0]?.zone ?? "UTC";
}

/** The same, as far as the database server knows it: UTC for a zone that only this process knows. For `at time zone`. */
export async function databaseTimeZone(pool: Pool, workspaceId: string): Promise<string> {
  const { rows } = await pool.query<{ zone: string }>(
    "select t.name as zone from workspace w join pg_timezone_names t on t.name = w.time_zone where w.id = $1",
    [workspaceId],
  );
  return rows[0]?.zone ?? "UTC";
}

/** The clocks of some workspaces, UTC's for one that is not there. */
export async function clocksOf(
  client: Pick<ClientBase, "query">,
  workspaceIds: readonly string[],
): Promise<(workspaceId: string) => ZoneClock> {
  const { rows } = await client.query<{ id: string; zone: string }>({
    name: "aisle time zones",
    text: "select id, time_zone as zone from workspace where id = any($1)",
    values: [[...new Set(workspaceIds)]],
  });
  const zones = new Map(rows.map(({ id, zone }) => [id, zone]));
  return (workspaceId) => {
    const zone = zones.get(workspaceId) ?? "UTC";
    const known = clocks.get(zone) ?? new ZoneClock(zone);
    clocks.set(zone, known);
    return known;
  };
}

/** By zone; a clock remembers what it worked out. */
const clocks = new LRUCache<string, ZoneClock>({ max: 500 });

/** Sets it to the name of a zone that was checked; the audit log says so in the same transaction. */
export async function setWorkspaceTimeZone(pool: Pool, by: AuditActor, timeZone: string): Promise<void> {
  await inTransaction(pool, async (client) => {
    await client.query("update workspace set time_zone = $2 where id = $1", [by.workspaceId, timeZone]);
    await appendAudit(client, by, { action: "settings.changed", subject: "time-zone", detail: { to: timeZone } });
  });
}

export interface WorkspaceClocksOptions {
  /** How long a setting that was read is used, in milliseconds; 10,000 by default. */
  readonly freshMs?: number;
  /** Stands between the clocks and the database; nothing by default. */
  readonly guard?: <T>(read: () => Promise<T>) => Promise<T>;
}

const maxWorkspaces = 10_000;

/** The clocks of workspaces, for processes that ask often. */
export class WorkspaceClocks {
  readonly #pool: Pool;
  readonly #guard: NonNullable<WorkspaceClocksOptions["guard"]>;
  readonly #clocks: LRUCache<string, Promise<ZoneClock>>;

  constructor(pool: Pool, { freshMs = 10_000, guard = (read) => read() }: WorkspaceClocksOptions = {}) {
    this.#pool = pool;
    this.#clocks = new LRUCache({ max: maxWorkspaces, ttl: freshMs, ttlResolution: 0 });
    this.#guard = guard;
  }

  of(workspaceId: string): Promise<ZoneClock> {
    const known = this.#clocks.get(workspaceId);
    if (known !== undefined) return known;
    const read = this.#guard(() => workspaceTimeZone(this.#pool, workspaceId));
    const clock = read.then((zone) => new ZoneClock(zone));
    this.#clocks.set(workspaceId, clock);
    clock.catch(() => this.#clocks.delete(workspaceId));
    return clock;
  }
}
