import { createHash } from "node:crypto";
import { PassThrough, Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { restoreBackup } from "../backup/restore-backup.ts";
import { writeBackup } from "../backup/write-backup.ts";
import { createPool, type Pool } from "../postgres/pool.ts";
import { type TestDatabase, testDatabase } from "../postgres/test-database.ts";
import { inTransaction } from "../postgres/with-client.ts";
import { appendAudit, PostgresAuditLog } from "./audit-log.ts";

let database: TestDatabase;
let pool: Pool;
let log: PostgresAuditLog;

beforeAll(async () => {
  database = await testDatabase();
  pool = createPool(database.url, { max: 12 });
  log = new PostgresAuditLog(pool);
});
afterAll(async () => {
  await pool?.end();
  await database?.drop();
});

const actor = (workspaceId: string) => ({ workspaceId, userId: "user_1", via: "studio" }) as const;

/** What somebody does who owns the database and stops at nothing. */
const tamper = (statement: string) =>
  inTransaction(pool, async (client) => {
    await client.query("set local session_replication_role = replica");
    await client.query(statement);
  });

describe("the audit log", () => {
  it("lists what was done, the latest first", async () => {
    await log.append(actor("ws_a"), { action: "key.created", subject: "key_1", detail: { kind: "write", name: "ä" } });
    await log.append(actor("ws_a"), { action: "key.revoked", subject: "key_1" });
    expect(await log.list("ws_a", { limit: 10 })).toMatchObject([
      { seq: 2, action: "key.revoked", actor: "user_1", via: "studio", subject: "key_1", detail: {} },
      { seq: 1, action: "key.created", detail: { kind: "write", name: "ä" } },
    ]);
    expect(await log.list("ws_a", { limit: 10, before: 2 })).toHaveLength(1);
    expect(await log.list("ws_a", { limit: 10, action: "key.revoked" })).toHaveLength(1);
    expect(await log.list("ws_b", { limit: 10 })).toEqual([]);
  });

  it("narrows down by person and kind, and names everybody who did something", async () => {
    const by = (userId: string | null) => ({ workspaceId: "ws_who", userId, via: "studio" }) as const;
    for (const who of ["ines", null, "mira", "ines"])
      await log.append(by(who), { action: "key.created", subject: "k" });
    await log.append(by("mira"), { action: "version.live", subject: "v" });
    expect(await log.actors("ws_who")).toEqual(["ines", "mira"]);
    expect(await log.actors("ws_nobody")).toEqual([]);
    const seqs = async (query: object) => (await log.list("ws_who", { limit: 10, ...query })).map(({ seq }) => seq);
    expect(await seqs({ actor: "ines" })).toEqual([4, 1]);
    expect(await seqs({ kind: "key", actor: "mira" })).toEqual([3]);
    expect(await seqs({ kind: "version" })).toEqual([5]);
    expect(await seqs({ kind: "ver" })).toEqual([]);
  });

  it("hashes each entry after the one before it, as anybody can compute", async () => {
    const { rows } = await pool.query<{ entry: string; hash: Buffer }>(
      "select entry, hash from audit_entry where workspace_id = 'ws_a' order by seq",
    );
    let hash = createHash("sha256").update("aisle.audit ws_a").digest();
    for (const row of rows) {
      hash = createHash("sha256")
        .update(Buffer.concat([hash, Buffer.from(row.entry)]))
        .digest();
      expect(row.hash.equals(hash)).toBe(true);
    }
    expect(await log.verify("ws_a")).toEqual({ ok: true, entries: 2, head: `2:${hash.toString("hex")}` });
    expect(await log.verify("ws_none")).toMatchObject({ ok: true, entries: 0 });
  });

  it("is not changed, deleted or emptied", async () => {
    for (const statement of [
      "update audit_entry set action = 'x'",
      "delete from audit_entry",
      "truncate audit_entry",
      "delete from audit_head",
    ]) {
      await expect(pool.query(statement)).rejects.toThrow("only ever added to");
    }
    expect((await log.verify("ws_a")).ok).toBe(true);
  });

  it("has neither gaps nor forks when many write at once, some of whom give up", async () => {
    await Promise.all(
      Array.from({ length: 120 }, async (_, n) => {
        const failing = n % 4 === 0;
        await inTransaction(pool, async (client) => {
          await appendAudit(client, actor("ws_many"), { action: "settings.changed", detail: { n } });
          if (failing) throw new Error("given up");
        }).catch((error: Error) => {
          if (!failing) throw error;
        });
      }),
    );
    expect(await log.verify("ws_many")).toMatchObject({ ok: true, entries: 90 });
    const entries = await log.list("ws_many", { limit: 200 });
    expect(new Set(entries.map(({ detail }) => detail.n)).size).toBe(90);
    const times = entries.map(({ at }) => at);
    expect([...times].sort().reverse()).toEqual(times);
  });

  it("finds what somebody changed who got round the triggers", async () => {
    const changes: readonly (readonly [string, string, RegExp])[] = [
      ["ws_t1", "update audit_entry set entry = replace(entry, 'user_1', 'user_2') where seq = 2", /entry 2/],
      ["ws_t2", "update audit_entry set actor = 'user_2' where seq = 3", /columns of entry 3/],
      ["ws_t3", "delete from audit_entry where seq = 2", /entry 2 is missing/],
      ["ws_t4", "delete from audit_entry where seq = 4", /ends at entry 3, but entry 4/],
    ];
    for (const [workspace, statement, problem] of changes) {
      for (let n = 0; n < 4; n++) await log.append(actor(workspace), { action: "settings.changed", detail: { n } });
      await tamper(`${statement} and workspace_id = '${workspace}'`);
      expect(await log.verify(workspace)).toMatchObject({ ok: false, problem: expect.stringMatching(problem) });
    }
  });

  it("shows a chain that was cut off at its end, or written again, to whoever noted an earlier end", async () => {
    for (let n = 0; n < 3; n++) await log.append(actor("ws_cut"), { action: "settings.changed", detail: { n } });
    const noted = (await log.verify("ws_cut")).head;
    await log.append(actor("ws_cut"), { action: "settings.changed" });
    expect(await log.verify("ws_cut", noted)).toMatchObject({ ok: true, entries: 4 });
    await tamper("delete from audit_entry where workspace_id = 'ws_cut' and seq > 2");
    await tamper(
      `update audit_head set seq = 2, hash = (select hash from audit_entry where workspace_id = 'ws_cut' and seq = 2)
       where workspace_id = 'ws_cut'`,
    );
    expect(await log.verify("ws_cut")).toMatchObject({ ok: true, entries: 2 });
    expect(await log.verify("ws_cut", noted)).toMatchObject({ ok: false, problem: expect.stringContaining(noted) });
  });

  it("goes through a backup whole, and on after it", async () => {
    const output = new PassThrough();
    const [file] = await Promise.all([buffer(output), writeBackup(database.url, output)]);
    const target = await testDatabase();
    const there = createPool(target.url);
    try {
      await restoreBackup(target.url, Readable.from(file));
      const restored = new PostgresAuditLog(there);
      expect(await restored.verify("ws_many")).toEqual(await log.verify("ws_many"));
      await restored.append(actor("ws_many"), { action: "backup.restored" });
      expect(await restored.verify("ws_many")).toMatchObject({ ok: true, entries: 91 });
      await expect(there.query("delete from audit_entry")).rejects.toThrow("only ever added to");
    } finally {
      await there.end();
      await target.drop();
    }
  });
});
