import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { foldMonitors } from "@aisle/app/monitors/fold/fold-monitors";
import { readWorkspace } from "@aisle/app/monitors/read/read-workspace";
import type { MonitoredDecision, StoredMonitorHour } from "@aisle/contracts/monitor-source";
import { newDecisionId } from "@aisle/platform/decisions/decision-id";
import { DecisionWriter } from "@aisle/platform/decisions/decision-writer";
import { sampleDecision } from "@aisle/platform/decisions/sample-decision";
import { Spool } from "@aisle/platform/decisions/spool";
import { MonitorReadings } from "@aisle/platform/monitors/monitor-readings";
import { PostgresMonitorSource } from "@aisle/platform/monitors/postgres-monitor-source";
import { startEmbeddedPostgres } from "@aisle/platform/postgres/embedded-postgres";
import { migrate } from "@aisle/platform/postgres/migrate";
import { createPool, type Pool } from "@aisle/platform/postgres/pool";

const workspaceId = "ws_bench";

/**
 * Seconds that one hour's increment takes in the database, on top of the weeks that are stored: its decisions are read from the log and
 * folded, the hour and the position are stored, and everything is read and judged again.
 */
export async function oneHour(
  stored: readonly StoredMonitorHour[],
  decisions: readonly MonitoredDecision[],
): Promise<{ readonly hourSeconds: number; readonly hourDecisions: number }> {
  const home = await mkdtemp(join(tmpdir(), "aisle-drift-"));
  // As root, the database runs as a user of its own, who must be able to enter.
  await chmod(home, 0o755);
  const server = await startEmbeddedPostgres({ dir: join(home, "postgres"), throwaway: true });
  try {
    const url = await server.ensureDatabase("bench");
    await migrate(url);
    const pool = createPool(url);
    try {
      await pool.query("insert into workspace (id, name) values ($1, 'Bench')", [workspaceId]);
      // What was folded before: an empty log, and the hours.
      await foldMonitors(new PostgresMonitorSource(pool, workspaceId));
      const source = new PostgresMonitorSource(pool, workspaceId);
      const position = (await source.load())!;
      await source.store(position, stored);
      await log(pool, join(home, "spool"), decisions);
      const started = performance.now();
      const folded = await foldMonitors(new PostgresMonitorSource(pool, workspaceId));
      const now = decisions[0]!.at + 3_600_000;
      await readWorkspace(new MonitorReadings(pool), workspaceId, { timeZone: "Europe/Berlin", now });
      const hourSeconds = Math.round(performance.now() - started) / 1000;
      if (folded?.decisions !== decisions.length) throw new Error(`${folded?.decisions} decisions were folded`);
      return { hourSeconds, hourDecisions: decisions.length };
    } finally {
      await pool.end();
    }
  } finally {
    await server.stop();
    await rm(home, { recursive: true, force: true });
  }
}

async function log(pool: Pool, directory: string, decisions: readonly MonitoredDecision[]): Promise<void> {
  const spool = new Spool({ directory });
  for (const { slots, ...decision } of decisions)
    void spool.append(
      sampleDecision({
        ...decision,
        workspaceId,
        id: newDecisionId(decision.at),
        slots: slots.map(({ item, score, propensity, availability, from, effects }) => ({
          product: { id: item, score, propensity, fields: {}, from, effects },
          availability,
        })),
      }),
    );
  spool.close();
  const writer = new DecisionWriter({ pool, directory });
  await writer.drain();
  await writer.stop();
}
