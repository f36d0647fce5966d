import { statfs } from "node:fs/promises";
import { PassThrough, type Readable, type Writable } from "node:stream";
import { finished } from "node:stream/promises";
import type { Caller } from "@aisle/app/access/caller";
import { type Permissions, permitted } from "@aisle/app/access/permit";
import type { AuditActor } from "@aisle/contracts/audit";
import { keysChannel } from "@aisle/platform/access/api-key-store";
import { artefactsChannel } from "@aisle/platform/artefacts/artefact-store";
import { appendAudit } from "@aisle/platform/audit/audit-log";
import { restoreBackup } from "@aisle/platform/backup/restore-backup";
import { writeBackup } from "@aisle/platform/backup/write-backup";
import { productsChannel } from "@aisle/platform/catalogue/catalogue-write";
import { type RejectedDecision, RejectedDecisions, type Replayed } from "@aisle/platform/decisions/rejected-decisions";
import { unreadableSpools } from "@aisle/platform/decisions/spool-problems";
import { endpointsChannel } from "@aisle/platform/pipelines/endpoint-store";
import { clockProblem } from "@aisle/platform/postgres/clock-watch";
import type { Pool } from "@aisle/platform/postgres/pool";
import type { ProcessStatusStore } from "@aisle/platform/processes/process-status-store";
import { adoptSecretKey } from "@aisle/platform/secrets/rotate-secrets";
import type { SecretKeys } from "@aisle/platform/secrets/secret-keys";
import { SecretStore } from "@aisle/platform/secrets/secret-store";
import type { JsonObject } from "@aisle/runtime/json";
import type { Check } from "./check.ts";
import type { Environment } from "./environment.ts";
import { checkRefusedEvents } from "./refused-events-check.ts";

/** What whoever runs Aisle does with it as a whole. */
export interface Operations {
  backup(by: Required<Caller>, output: Writable): Promise<void>;
  /** Names the secrets of all workspaces whose key is not here: they have to be entered again. */
  restore(
    by: Required<Caller>,
    input: Readable,
  ): Promise<{
    readonly tables: number;
    readonly rows: number;
    readonly secretsToEnter: readonly string[];
  }>;
  doctor(by: Caller): Promise<readonly Check[]>;
  /** Decisions of a workspace that the database refused: how many, and the latest. */
  rejectedDecisions(by: Caller): Promise<{
    readonly count: number;
    readonly latest: readonly RejectedDecision[];
  }>;
  /** Stores them after all, as far as the database takes them now. */
  replayDecisions(by: Caller): Promise<Replayed>;
}

/** What each verb needs. */
export const operationPermissions: Permissions<Operations> = {
  backup: "operate",
  restore: "restore",
  doctor: "operate",
  rejectedDecisions: "operate",
  replayDecisions: "operate",
};

const minFreeBytes = 2e9;
const silentAfterMs = 20_000;
const listedRejected = 50;
const readToEndMs = 30_000;

export function makeOperations(
  environment: Environment,
  {
    pool,
    secretKeys,
    processes,
  }: { readonly pool: Pool; readonly secretKeys: SecretKeys; readonly processes: ProcessStatusStore },
): Operations {
  const rejected = new RejectedDecisions(pool);
  const secrets = new SecretStore(pool, secretKeys);
  const operations: Operations = {
    async rejectedDecisions({ workspaceId }) {
      const latest = await rejected.latest(workspaceId, listedRejected);
      return { count: await rejected.count(workspaceId), latest };
    },
    replayDecisions: ({ workspaceId }) => rejected.replay(workspaceId),
    async backup(by, output) {
      await appendAudit(pool, by, { action: "backup.taken" });
      await writeBackup(environment.databaseUrl, output);
    },
    async restore(by, input) {
      // A stream of its own: a backup that is refused must not take the connection along, and the answer with it.
      const backup = new PassThrough();
      finished(input).catch((error: Error) => backup.destroy(error));
      input.pipe(backup);
      try {
        const replaced = await auditHead(pool, by.workspaceId);
        const { tables, rows } = await restoreBackup(environment.databaseUrl, backup, {
          beforeCommit: (client, restored) =>
            noteRestore(client, by, { tables: restored.tables, rows: restored.rows, replaced }),
        });
        await notifyProcesses(pool);
        await adoptSecretKey(pool, secretKeys);
        return { tables, rows, secretsToEnter: (await secrets.unreadable()).map(({ name }) => name) };
      } catch (error) {
        await readToEnd(input);
        throw error;
      }
    },
    async doctor() {
      return [
        await checkDatabase(pool),
        await checkProcesses(processes),
        await checkDecisionLog(pool, rejected),
        await checkClocks(processes),
        await checkDisk(environment.home),
        await checkCollections(pool),
        await checkRefusedEvents(pool),
        await checkSecrets(secrets),
      ];
    },
  };
  return permitted(operations, operationPermissions);
}

/** Reads what is still being sent, for a while: whoever sends reads the answer only then. */
async function readToEnd(input: Readable): Promise<void> {
  input.unpipe();
  input.resume();
  await finished(input, { signal: AbortSignal.timeout(readToEndMs) }).catch(() => undefined);
}

/** Every row may be another one now: all processes read again. */
async function notifyProcesses(pool: Pool): Promise<void> {
  const channels = [productsChannel, artefactsChannel, endpointsChannel, keysChannel];
  await pool.query("select pg_notify(channel, workspace.id) from workspace, unnest($1::text[]) as channel", [channels]);
}

/** The end of a workspace's audit log, as `seq:hash`. */
async function auditHead(pool: Pool, workspaceId: string): Promise<string> {
  const { rows } = await pool.query<{ head: string }>(
    "select seq || ':' || encode(hash, 'hex') as head from audit_head where workspace_id = $1",
    [workspaceId],
  );
  return rows[0]?.head ?? "0";
}

/** The log is now the backup's: each workspace's says who put it there, and where the one that it replaced had ended. */
async function noteRestore(
  client: Parameters<typeof appendAudit>[0],
  by: AuditActor,
  detail: JsonObject,
): Promise<void> {
  const { rows } = await client.query<{ id: string }>("select id from workspace");
  for (const { id } of rows)
    await appendAudit(client, { ...by, workspaceId: id }, { action: "backup.restored", detail });
}

async function checkDatabase(pool: Pool): Promise<Check> {
  const started = performance.now();
  const { rows } = await pool.query<{ version: string; size: string; open: number }>(
    `select current_setting('server_version') as version, pg_size_pretty(pg_database_size(current_database())) as size,
       (select count(*)::int from "_prisma_migrations" where finished_at is null and rolled_back_at is null) as open`,
  );
  const { version, size, open } = rows[0]!;
  const words = `PostgreSQL ${version}, ${size}, answers in ${(performance.now() - started).toFixed(1)} ms`;
  if (open === 0) return { title: "Database", ok: true, words };
  return { title: "Database", ok: false, words: `${words}; ${open} migrations did not finish: restore a backup` };
}

async function checkProcesses(processes: ProcessStatusStore): Promise<Check> {
  const alive = (await processes.list("serve")).filter((row) => Date.now() - row.seenAt.getTime() < silentAfterMs);
  const words = alive.length === 0 ? "no serving process reports; restart Aisle" : `${alive.length} at work`;
  return { title: "Serving processes", ok: alive.length > 0, words };
}

async function checkDecisionLog(pool: Pool, rejected: RejectedDecisions): Promise<Check> {
  const count = await rejected.count();
  const unreadable = await unreadableSpools(pool);
  const words = [
    ...(count === 0
      ? []
      : [
          `the database refused ${count} decisions; \`aisle decisions rejected\` lists them, with --replay stores them`,
        ]),
    ...unreadable.map(({ file, problem }) => `${file} cannot be read: ${problem}`),
  ];
  const title = "Decision log";
  if (words.length === 0) return { title, ok: true, words: "every decision is stored, or on its way" };
  return { title, ok: false, words: words.join("; ") };
}

/** What the job process found when it last compared what collections hold with what they should. */
async function checkCollections(pool: Pool): Promise<Check> {
  const { rows } = await pool.query<{ name: string; workspace: string; count: number; problem: string | null }>(
    `select name, workspace_id as workspace, count, case
       when status = 'failed' then 'its last building failed; rebuild it on the collections page'
       else coalesce(meta->>'waiting', meta->>'problem') end as problem
     from collection order by workspace_id, name`,
  );
  const wrong = rows.flatMap(({ name, workspace, problem }) =>
    problem === null ? [] : [`“${name}” of ${workspace}: ${problem}`],
  );
  const products = rows.reduce((sum, { count }) => sum + count, 0);
  const fine = rows.length === 0 ? "none yet" : `${rows.length} with ${products} products hold what they should`;
  return { title: "Collections", ok: wrong.length === 0, words: wrong.length === 0 ? fine : wrong.join("; ") };
}

async function checkSecrets(secrets: SecretStore): Promise<Check> {
  const unreadable = await secrets.unreadable();
  const names = unreadable.map(({ workspaceId, name }) => `“${name}” of ${workspaceId}`).join(", ");
  const words = `the key of ${names} is missing: put it back into secret-keys, or enter these secrets again`;
  if (unreadable.length > 0) return { title: "Secrets", ok: false, words };
  return { title: "Secrets", ok: true, words: "the key of every secret is there" };
}

/** Every process compares its own clock with the database's, which all of them share. */
async function checkClocks(processes: ProcessStatusStore): Promise<Check> {
  const rows = [...(await processes.list("serve")), ...(await processes.list("jobs"))];
  const clocks = rows.flatMap(({ host, pid, kind, seenAt, detail }) => {
    const { clockAheadMs, takesJobs } = detail as {
      readonly clockAheadMs?: number | null;
      readonly takesJobs?: boolean;
    };
    if (typeof clockAheadMs !== "number") return [];
    // Written by the clock in question.
    if (Date.now() - (seenAt.getTime() - clockAheadMs) > silentAfterMs) return [];
    const problem = clockProblem(clockAheadMs);
    const stopped = takesJobs === false ? " It takes no jobs until then." : "";
    return [{ problem: problem === undefined ? undefined : `${kind} on ${host} (${pid}): ${problem}${stopped}` }];
  });
  const problems = clocks.flatMap(({ problem }) => problem ?? []);
  const words =
    problems.length > 0 ? problems.join(" ") : `${clocks.length} processes agree with the database to a second`;
  return { title: "Clocks", ok: problems.length === 0, words };
}

async function checkDisk(home: string): Promise<Check> {
  const { bavail, bsize } = await statfs(home);
  const free = bavail * bsize;
  return { title: "Disk", ok: free > minFreeBytes, words: `${(free / 1e9).toFixed(1)} GB free in ${home}` };
}
