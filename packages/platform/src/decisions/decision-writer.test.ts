import {
  appendFileSync,
  fstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { crc32 } from "node:zlib";
import type pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createPool } from "../postgres/pool.ts";
import { type TestDatabase, testDatabase } from "../postgres/test-database.ts";
import { timeOfDecisionId } from "./decision-id.ts";
import { DecisionReader } from "./decision-reader.ts";
import { DecisionWriter } from "./decision-writer.ts";
import { RejectedDecisions } from "./rejected-decisions.ts";
import { sampleDecision } from "./sample-decision.ts";
import { Spool } from "./spool.ts";
import { frameHeaderBytes, readFrames, spoolFileHeader } from "./spool-format.ts";
import { nodeFiles, type SpoolFiles } from "./spool-output.ts";
import { unreadableSpools } from "./spool-problems.ts";

// Two decisions, as written by the first version of the format.
const spoolOfVersion1 =
  "YWlzbGUgc3Bvb2wgdjEAAKFR5bDLAgAAAgAAAClRAAApUQAAYLRU7Vr7K58ADAAAAAd3c190ZXN0AAAABGhvbWUAAAAFdmVyXzEAAAAGcGxhbl8xAAAAGWRlY18wbWk3dDNhMmEwMDAxYWJjZGVmZ2gAAAAIAAMDsX+dbFAAAAADc18xAAAACWZlbGwtYmFjawAAAAQAAAnEAAAAIDRiZjkyZjM1NzdiMzRkYTZhM2NlOTI5ZDBlMGU0NzM2AAAAAQAAAAE2AQAAAB17InNob3BwZXJJZCI6InNfMSIsImxpbWl0IjozfQAAAG17ImFybXMiOnsicmFua2luZyI6InRyZWF0bWVudCJ9LCJub3RlcyI6W3sibm9kZSI6Imxpa2UiLCJtZXNzYWdlIjoibm8gaGlzdG9yeSJ9XSwidGltaW5ncyI6eyJ2YWxpZGF0ZSI6MC4yNX19Agd0cmlnZ2VyAABkAARsaWtlgmTQDzIKbm8gaGlzdG9yeQMCcDEAAAAAAADwPwEBAgEAAAAAAADgPwACcDIAAAAAAADgPwMpXI/C9SjsPwECAgAAAAAAAOA/AQAHZXhwbG9yZQdleHBsb3JlBWRyYXduAnAzVVVVVVVV1T8AAQIDAAAAAAAA4D8AAQICAnAxAAAAAAAA4D8CcDIAAAAAAADQPwAMAAAAB3dzX3Rlc3QAAAAEaG9tZQAAAAV2ZXJfMQAAAAZwbGFuXzEAAAAZZGVjXzBtaTd0M2EyYTAwMDJhYmNkZWZnaAAAAAgAAwOxf51sUAAAAANzXzEAAAAIYW5zd2VyZWQAAAAEAAAJxAAAACA0YmY5MmYzNTc3YjM0ZGE2YTNjZTkyOWQwZTBlNDczNgAAAAEAAAAAYgEAAAAdeyJzaG9wcGVySWQiOiJzXzEiLCJsaW1pdCI6M30AAAAAAgd0cmlnZ2VyAABkAARsaWtlgmTQDzIKbm8gaGlzdG9yeQECcDEAAAAAAADwPwEBAgEAAAAAAADgPwAAoVHlsAAAAAAAAAAAAAAAAAAAAAAAAAAAI3xqpg==";

let database: TestDatabase;
let pool: pg.Pool;
let reader: DecisionReader;
let directory: string;
const errors: string[] = [];

beforeAll(async () => {
  database = await testDatabase();
  pool = createPool(database.url);
  reader = new DecisionReader(pool);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "aisle-spool-"));
  errors.length = 0;
  await pool.query("truncate decision, decision_spool, decision_rejected, endpoint_minute, exposure");
  return () => rmSync(directory, { recursive: true });
});

const writer = (options = {}) =>
  new DecisionWriter({ pool, directory, onError: (error) => errors.push(error.message), ...options });
const storedCount = async () => Number((await pool.query("select count(*) from decision")).rows[0].count);
const counted = async () =>
  Number((await pool.query("select sum(answered) as answered from endpoint_minute")).rows[0].answered);
const files = () => readdirSync(directory).sort();
/** Renames the only spool file as if a process that is gone had written it. */
const orphan = (name: string) => name.replace(/~\d+~/, "~999999999~");

describe("DecisionWriter", () => {
  it("brings decisions over as they were handed in", async () => {
    const spool = new Spool({ directory });
    const decision = sampleDecision({
      at: Date.UTC(2026, 1, 3, 23, 59, 59, 999),
      unit: "ключ\0",
      notes: [],
      arms: { "exp 1": "ж" },
    });
    await spool.append(decision);
    expect(await writer().drain()).toBe(1);
    const { slots, requestText: _, ...rest } = decision;
    expect(await reader.get("ws_test", decision.id)).toEqual({
      ...rest,
      notes: undefined,
      unit: "ключ\uFFFD",
      slots: slots.map(({ product: { id, score, from, effects }, availability }) => ({
        item: id,
        score,
        availability,
        from,
        effects,
        propensity: 1,
      })),
    });
    expect(timeOfDecisionId(decision.id)).toBe(decision.at);
    expect(await reader.get("ws_other", decision.id)).toBeUndefined();
    expect(await reader.get("ws_test", "dec_nonsense")).toBeUndefined();
    spool.close();
  });

  it("follows a file that grows, and removes it when it is whole", async () => {
    const spool = new Spool({ directory });
    const drain = writer({ batchBytes: 10_000 });
    for (let i = 1; i <= 3; i++) {
      for (let j = 0; j < 30; j++) await spool.append(sampleDecision());
      expect(await drain.drain()).toBe(30);
      expect(await storedCount()).toBe(30 * i);
    }
    expect(files()).toHaveLength(1);
    spool.close();
    expect(await drain.drain()).toBe(0);
    expect(files()).toEqual([]);
    expect((await pool.query("select * from decision_spool")).rows).toEqual([]);
    expect(errors).toEqual([]);
  });

  it("goes on where another writer stopped, and shares a file with one that runs", async () => {
    const spool = new Spool({ directory });
    for (let i = 0; i < 50; i++) await spool.append(sampleDecision());
    expect(await writer().drain()).toBe(50);
    for (let i = 0; i < 300; i++) await spool.append(sampleDecision());
    const counts = await Promise.all([1, 2, 3].map(() => writer({ batchBytes: 20_000 }).drain()));
    expect(counts.reduce((sum, count) => sum + count)).toBe(300);
    expect(await storedCount()).toBe(350);
    spool.close();
  });

  it("takes what a dead process left, up to the torn end, and removes the file", async () => {
    const spool = new Spool({ directory });
    for (let i = 0; i < 5; i++) await spool.append(sampleDecision());
    const [name] = files();
    const bytes = readFileSync(join(directory, name!));
    spool.close();
    rmSync(join(directory, name!));
    writeFileSync(join(directory, orphan(name!)), bytes.subarray(0, bytes.length - 10));
    expect(await writer().drain()).toBe(4);
    expect(files()).toEqual([]);
    expect(errors.join()).toMatch(/unfinished/);
  });

  it("stores a decision once when a file comes back whose position was lost", async () => {
    const spool = new Spool({ directory });
    for (let i = 0; i < 5; i++) await spool.append(sampleDecision());
    const [name] = files();
    const bytes = readFileSync(join(directory, name!));
    spool.close();
    await writer().drain();
    writeFileSync(join(directory, orphan(name!)), bytes);
    await writer().drain();
    expect(await storedCount()).toBe(5);
    expect(files()).toEqual([]);
  });

  it("stores the others when PostgreSQL refuses one, and puts that one aside", async () => {
    const spool = new Spool({ directory });
    const bad = sampleDecision({ outcome: "answered\0" as never });
    await Promise.all([spool.append(sampleDecision()), spool.append(bad), spool.append(sampleDecision())]);
    spool.close();
    expect(await writer().drain()).toBe(3);
    expect(await storedCount()).toBe(2);
    expect(files()).toEqual([]);
    expect(errors.join()).toMatch(/refused 1/);
    const rejected = new RejectedDecisions(pool);
    expect(await rejected.count()).toBe(1);
    expect(await rejected.latest("ws_other", 5)).toEqual([]);
    const [one] = await rejected.latest("ws_test", 5);
    expect(one).toMatchObject({ decisionId: bad.id, reason: expect.stringMatching(/0x00/) });
    // Refused again as long as nothing has changed.
    expect(await rejected.replay("ws_test")).toEqual({ stored: 0, refused: 1 });
    expect(await rejected.count("ws_test")).toBe(1);
  });

  it("stores and counts refused decisions when it starts, once PostgreSQL takes them", async () => {
    await pool.query(`
      create function refuse() returns trigger language plpgsql as $$
        begin raise exception 'not today' using errcode = '22023'; end $$;
      create trigger refuse before insert on decision for each row when (new.endpoint = 'basket') execute function refuse()`);
    const spool = new Spool({ directory });
    const sent = [0, 1, 2].map((i) => sampleDecision(i === 0 ? {} : { endpoint: "basket", arms: { price: "a" } }));
    for (const decision of sent) await spool.append(decision);
    spool.close();
    await writer().drain();
    expect(await storedCount()).toBe(1);
    const rejected = new RejectedDecisions(pool);
    expect((await rejected.latest("ws_test", 9)).map(({ reason }) => reason)).toEqual(["not today", "not today"]);
    await pool.query("drop function refuse cascade");
    await pool.query("select drop_day_partitions('decision', '2999-01-01')");
    const drain = writer({ intervalMs: 10 });
    drain.start();
    await expect.poll(() => rejected.count(), { timeout: 5000 }).toBe(0);
    await drain.stop();
    expect(errors.at(-1)).toMatch(/Stored 2 decisions that had been refused; 0/);
    expect(await reader.get("ws_test", sent[1]!.id)).toMatchObject({ endpoint: "basket", arms: { price: "a" } });
    expect(await counted()).toBe(3);
    expect(await rejected.replay()).toEqual({ stored: 0, refused: 0 });
  });

  it("copies a file of the format before", async () => {
    writeFileSync(join(directory, "host~999999999~abc~0.spool"), Buffer.from(spoolOfVersion1, "base64"));
    utimesSync(join(directory, "host~999999999~abc~0.spool"), 1, 1);
    expect(await writer().drain()).toBe(2);
    const [plain, explored] = await reader.latest("ws_test", { limit: 5 });
    expect(plain).toMatchObject({ endpoint: "home", versionId: "ver_1", unit: "s_1", outcome: "answered" });
    expect(plain).not.toHaveProperty("arm");
    expect(explored).toMatchObject({ arms: { ranking: "treatment" }, outcome: "fell-back" });
    const counted = await pool.query("select answered, fell_back, arm from endpoint_minute");
    expect(counted.rows).toEqual([{ answered: 1, fell_back: 1, arm: "" }]);
    expect(files()).toEqual([]);
  });

  it("takes a decision that is larger than a batch", async () => {
    const spool = new Spool({ directory });
    await spool.append(sampleDecision({ request: { text: "x".repeat(100_000) } }));
    await spool.append(sampleDecision());
    spool.close();
    expect(await writer({ batchBytes: 4096 }).drain()).toBe(2);
  });

  it("copies the other files when one cannot be read, says so once, and stores it for the doctor", async () => {
    appendFileSync(join(directory, "a~1~abc~0.spool"), "something else entirely");
    mkdirSync(join(directory, "b~1~abc~0.spool"));
    const spool = new Spool({ directory });
    const drain = writer({ intervalMs: 10 });
    drain.start();
    await spool.append(sampleDecision());
    await expect.poll(storedCount, { timeout: 5000 }).toBe(1);
    for (let i = 2; i <= 4; i++) {
      await spool.append(sampleDecision());
      await expect.poll(storedCount, { timeout: 5000 }).toBe(i);
    }
    spool.close();
    await drain.stop();
    expect(files()).toEqual(["a~1~abc~0.spool", "b~1~abc~0.spool"]);
    expect(errors.filter((message) => /not a decision spool/.test(message))).toHaveLength(1);
    expect(errors.filter((message) => /EISDIR/.test(message))).toHaveLength(1);
    expect(await unreadableSpools(pool)).toMatchObject([
      { file: "a~1~abc~0.spool", problem: expect.stringMatching(/move it away/) },
      { file: "b~1~abc~0.spool", problem: expect.stringMatching(/EISDIR/) },
    ]);
    // Moved away, it is no problem any more.
    for (const name of files()) rmSync(join(directory, name), { recursive: true });
    await drain.drain();
    expect(await unreadableSpools(pool)).toEqual([]);
  });

  it("loses nothing when another writer has read on, whatever this one believes", async () => {
    const spool = new Spool({ directory });
    const [first, second] = [writer(), writer()];
    const some = async () => {
      for (let i = 0; i < 10; i++) await spool.append(sampleDecision());
    };
    await some();
    await first.drain();
    await some();
    await second.drain();
    await some();
    spool.close();
    await first.drain();
    await second.drain();
    expect(await storedCount()).toBe(30);
    expect(await counted()).toBe(30);
    expect(files()).toEqual([]);
    expect((await pool.query("select * from decision_spool")).rows).toEqual([]);
    expect(errors).toEqual([]);
  });

  it("copies everything again when a restore has undone the position and dropped the day", async () => {
    const spool = new Spool({ directory });
    const drain = writer();
    for (let i = 0; i < 10; i++) await spool.append(sampleDecision());
    await drain.drain();
    await pool.query("truncate decision_spool, endpoint_minute");
    await pool.query("select drop_day_partitions('decision', '2999-01-01')");
    for (let i = 0; i < 10; i++) await spool.append(sampleDecision());
    expect(await drain.drain()).toBe(20);
    await pool.query("select drop_day_partitions('decision', '2999-01-01')");
    await spool.append(sampleDecision());
    spool.close();
    expect(await drain.drain()).toBe(1);
    expect(await storedCount()).toBe(1);
    expect(await counted()).toBe(21);
    expect(await new RejectedDecisions(pool).count()).toBe(0);
    expect(errors).toEqual([]);
  });

  it("stores what an earlier Aisle left in a file of refused decisions", async () => {
    const spool = new Spool({ directory });
    for (let i = 0; i < 5; i++) await spool.append(sampleDecision());
    spool.close();
    const [name] = files();
    const { frames } = readFrames(readFileSync(join(directory, name!)), spoolFileHeader.length);
    const tuples = Buffer.concat(frames.map((frame) => frame.tuples));
    rmSync(join(directory, name!));
    writeFileSync(join(directory, `${orphan(name!)}.rejected`), tuples);
    writeFileSync(join(directory, "host~1~abc~0.spool.rejected"), "no decisions, but something else");
    expect(await writer().drain()).toBe(5);
    expect(await storedCount()).toBe(5);
    expect(files()).toEqual(["host~1~abc~0.spool.rejected"]);
    expect(errors).toHaveLength(1);
  });

  it("takes a damaged length for damage: skips to the next frame, never grows with it, and puts the file aside", async () => {
    const spool = new Spool({ directory });
    for (let i = 0; i < 30; i++) await spool.append(sampleDecision());
    spool.close();
    const [name] = files();
    const bytes = readFileSync(join(directory, name!));
    const { frames } = readFrames(bytes, spoolFileHeader.length);
    const second = spoolFileHeader.length + frameHeaderBytes + frames[0]!.tuples.length;
    // A header that is whole and claims three gigabytes.
    bytes.writeUInt32LE(3_000_000_000, second + 4);
    bytes.writeUInt32LE(crc32(bytes.subarray(second, second + 24)), second + 24);
    rmSync(join(directory, name!));
    // Damage of many batches before the rest.
    const noise = Buffer.alloc(300_000, 0xa1);
    writeFileSync(
      join(directory, orphan(name!)),
      Buffer.concat([bytes.subarray(0, second + 100), noise, bytes.subarray(second + 100)]),
    );
    const grown: number[] = [];
    const alloc = Buffer.allocUnsafeSlow;
    Buffer.allocUnsafeSlow = (size) => {
      grown.push(size);
      return alloc(size);
    };
    try {
      expect(await writer({ batchBytes: 10_000 }).drain()).toBe(29);
    } finally {
      Buffer.allocUnsafeSlow = alloc;
    }
    expect(Math.max(...grown)).toBeLessThan(1_100_000);
    expect(await storedCount()).toBe(29);
    expect(files()).toEqual([`${orphan(name!)}.damaged`]);
    expect(errors.join()).toMatch(/skipped 30\d{4} damaged bytes/);
  });

  it.each([false, true])(
    "makes room on a disk that the spool itself has filled (no room for a mark: %s)",
    async (noMarks) => {
      const capacity = 60_000;
      const used = () => files().reduce((sum, name) => sum + statSync(join(directory, name)).size, 0);
      const disk: SpoolFiles = {
        ...nodeFiles,
        write(file, bytes, from, position) {
          const length = bytes.length - from;
          const inPlace = Math.max(0, Math.min(length, fstatSync(file).size - position));
          const fits = Math.min(length, inPlace + capacity - used());
          if (fits <= 0 || (noMarks && length === frameHeaderBytes))
            throw Object.assign(new Error("full"), { code: "ENOSPC" });
          return nodeFiles.write(file, bytes.subarray(0, from + fits), from, position);
        },
      };
      const spool = new Spool({ directory, files: disk });
      const copying = writer({ intervalMs: 20 });
      copying.start();
      const sent = Array.from({ length: 300 }, () => sampleDecision());
      for (const decision of sent) {
        await spool.append(decision);
        await sleep(1);
      }
      await expect.poll(() => spool.trouble, { timeout: 10_000 }).toBeUndefined();
      await expect.poll(storedCount, { timeout: 10_000 }).toBe(sent.length);
      expect(files().length).toBeLessThanOrEqual(1);
      spool.close();
      await copying.stop();
      expect(await counted()).toBe(sent.length);
      expect(errors).toEqual([]);
    },
  );

  it("loses nothing while the database is away", async () => {
    const spool = new Spool({ directory });
    await spool.append(sampleDecision());
    const away = createPool("postgres://nobody@127.0.0.1:1/none");
    const lost = new DecisionWriter({
      pool: away,
      directory,
      intervalMs: 10,
      onError: (error) => errors.push(error.message),
    });
    lost.start();
    await expect.poll(() => errors.length, { timeout: 5000 }).toBe(1);
    await sleep(200);
    expect(errors).toHaveLength(1);
    await lost.stop();
    await away.end();
    expect(await writer().drain()).toBe(1);
    spool.close();
  });

  it("polls until it is stopped, and takes what came last", async () => {
    const spool = new Spool({ directory });
    const drain = writer({ intervalMs: 10 });
    drain.start();
    await spool.append(sampleDecision());
    await expect.poll(storedCount, { timeout: 3000 }).toBe(1);
    void spool.append(sampleDecision());
    spool.close();
    await drain.stop();
    expect(await storedCount()).toBe(2);
    expect(files()).toEqual([]);
  });
});
