import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { DecisionWriter } from "../decisions/decision-writer.ts";
import { sampleDecision } from "../decisions/sample-decision.ts";
import { Spool } from "../decisions/spool.ts";
import { EventStore } from "../events/event-store.ts";
import { someEvent } from "../events/events-conformance.ts";
import { createPool } from "../postgres/pool.ts";
import { testDatabase } from "../postgres/test-database.ts";
import { restoreBackup } from "./restore-backup.ts";
import { writeBackup } from "./write-backup.ts";

it("stores and counts each decision and event of a running Aisle, before, during and after a restore", async () => {
  const database = await testDatabase();
  const pool = createPool(database.url);
  const directory = mkdtempSync(join(tmpdir(), "aisle-restore-"));
  const errors: string[] = [];
  try {
    const output = new PassThrough();
    const saved = buffer(output);
    // Of before there was anything: no day of today is in it.
    await writeBackup(database.url, output);
    const backup = await saved;

    const spool = new Spool({ directory });
    const writer = new DecisionWriter({
      pool,
      directory,
      intervalMs: 20,
      batchBytes: 20_000,
      onError: ({ message }) => errors.push(message),
    });
    writer.start();
    const events = new EventStore(pool);
    const sent: string[] = [];
    const sentEvents: string[] = [];
    let restored = false;
    let stopped = false;
    const load = (async () => {
      for (let i = 0; !stopped; i++) {
        const decision = sampleDecision();
        await spool.append(decision);
        sent.push(decision.id);
        const after = restored;
        const messageId = `m${i}`;
        await events.append("ws_test", [{ ...someEvent("ann", "view", 0, "a"), at: Date.now(), messageId }]);
        if (after) sentEvents.push(messageId);
        await sleep(2);
      }
    })();
    await sleep(400);
    await restoreBackup(database.url, Readable.from([backup]));
    restored = true;
    await expect.poll(() => sentEvents.length, { timeout: 20_000 }).toBeGreaterThan(10);
    stopped = true;
    await load;
    spool.close();
    await writer.stop();
    const { rows } = await pool.query<{ id: string }>("select id from decision");
    // The file was not finished before the restore: all of it is there, what was stored before included.
    expect(rows.map(({ id }) => id).sort()).toEqual(sent.sort());
    const counts = await pool.query(
      `select (select sum(answered)::int from endpoint_minute) as counted,
         (select count(*)::int from decision_rejected) as rejected, (select count(*)::int from decision_spool) as files`,
    );
    expect(counts.rows).toEqual([{ counted: sent.length, rejected: 0, files: 0 }]);
    const stored = await pool.query<{ message_id: string }>("select message_id from event");
    const found = new Set(stored.rows.map((row) => row.message_id));
    expect(sentEvents.filter((id) => !found.has(id))).toEqual([]);
    expect(readdirSync(directory)).toEqual([]);
    expect(errors).toEqual([]);
  } finally {
    await pool.end();
    await database.drop();
    rmSync(directory, { recursive: true });
  }
}, 60_000);
