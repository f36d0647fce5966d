import { randomBytes } from "node:crypto";
import { PassThrough, Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { gunzipSync, gzipSync } from "node:zlib";
import pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { migrate } from "../postgres/migrate.ts";
import { createPool } from "../postgres/pool.ts";
import { type TestDatabase, testDatabase } from "../postgres/test-database.ts";
import { openJobQueue } from "../queue/job-queue.ts";
import { restoreBackup } from "./restore-backup.ts";
import { writeBackup } from "./write-backup.ts";

const titles = ["Ärmel\tlang", "back\\slash", "new\nline", "", "\\N", "𝄞 €"];
let source: TestDatabase;
let file: Buffer;
let target: TestDatabase;

const take = async (url: string) => {
  const output = new PassThrough();
  const [bytes] = await Promise.all([buffer(output), writeBackup(url, output)]);
  return bytes;
};
/** Every table's rows as text, in a fixed order: what a restore must give back exactly. */
const contents = async (url: string) => {
  const pool = createPool(url);
  const { rows: tables } = await pool.query<{ name: string }>(
    `select quote_ident(schemaname) || '.' || quote_ident(tablename) as name from pg_tables
     where schemaname in ('public', 'bullmq') and tablename not in ('_prisma_migrations', 'migration') order by 1`,
  );
  const all: Record<string, unknown> = {};
  for (const { name } of tables) {
    all[name] = (await pool.query(`select t::text as row from ${name} t order by 1`)).rows.map(({ row }) => row);
  }
  await pool.end();
  return all;
};

beforeAll(async () => {
  source = await testDatabase();
  const pool = createPool(source.url);
  await pool.query("insert into workspace (id, name, currencies) values ('ws_a', 'Shop', '{EUR,CHF}')");
  for (const [index, title] of titles.entries()) {
    await pool.query(
      "insert into product (workspace_id, id, title, price, attributes) values ('ws_a', $1, $2, 12345678901, $3)",
      [`p${index}`, title, { size: title }],
    );
  }
  await pool.query("insert into pipeline (id, workspace_id, name, draft_graph) values ('pipe_1', 'ws_a', 'P', '{}')");
  await pool.query(
    "insert into version (id, workspace_id, pipeline_id, number, graph) values ('ver_1', 'ws_a', 'pipe_1', 1, '{}')",
  );
  await pool.query(
    "insert into endpoint (workspace_id, slug, pipeline_id, active_version_id) values ('ws_a', 's', 'pipe_1', 'ver_1')",
  );
  await pool.query("select ensure_day_partitions('event', '{2011-12-09,2026-01-01}')");
  await pool.query(
    `insert into event (workspace_id, message_id, at, type, payload)
     select 'ws_a', 'm' || n, timestamptz '2011-12-09 00:00Z' + (n % 2) * interval '5137 days', 'track', '{"a": 1}' from generate_series(1, 20000) n`,
  );
  await pool.query("insert into blob (hash, bytes, size) values ('x', $1, 3000000)", [randomBytes(3_000_000)]);
  await pool.end();
  const queue = openJobQueue({ databaseUrl: source.url });
  await queue.add("later", { id: "a" }, { delayMs: 3_600_000, jobId: "kept" });
  // A job with an id of the queue's own makes the sequence that such ids come from.
  await queue.add("later", { id: "b" }, { delayMs: 3_600_000 });
  await queue.close();
  file = await take(source.url);
});
afterAll(() => source.drop());
afterEach(() => target?.drop());

describe("backup and restore", () => {
  it("gives every row of every table back, jobs and sequences too, in a database that held others", async () => {
    target = await testDatabase();
    const pool = createPool(target.url);
    await pool.query("insert into workspace (id, name) values ('ws_old', 'Old')");
    const summary = await restoreBackup(target.url, Readable.from(file));
    expect(summary).toMatchObject({ jobs: true, rows: expect.any(Number) });
    expect(summary.rows).toBeGreaterThan(20_000);
    expect(await contents(target.url)).toEqual(await contents(source.url));
    const { rows } = await pool.query(
      "insert into product (workspace_id, id, title) values ('ws_a', 'new', 'N') returning seq",
    );
    expect(rows).toEqual([{ seq: titles.length + 1 }]);
    await pool.end();
    expect(await migrate(target.url)).toEqual([]);
    const queue = openJobQueue({ databaseUrl: target.url });
    expect(await queue.get("kept")).toMatchObject({ name: "later", state: "delayed" });
    await queue.close();
  });

  it("restores into a database that is quite empty", async () => {
    target = await testDatabase();
    const client = new pg.Client({ connectionString: target.url });
    await client.connect();
    await client.query("drop schema public cascade; create schema public");
    await client.end();
    await restoreBackup(target.url, Readable.from(file));
    expect(await contents(target.url)).toEqual(await contents(source.url));
  });

  it("changes nothing when the file is cut, altered, or something else", async () => {
    target = await testDatabase();
    const pool = createPool(target.url);
    await pool.query("insert into workspace (id, name) values ('ws_kept', 'Kept')");
    await pool.query("insert into product (workspace_id, id, title) values ('ws_kept', 'p', 'T')");
    const before = await contents(target.url);

    const plain = gunzipSync(file);
    const altered = Buffer.from(plain);
    const at = altered.indexOf("back\\\\slash");
    altered[at] = "p".charCodeAt(0);
    const row = Buffer.from(plain);
    row[row.indexOf("12345678901")] = "x".charCodeAt(0);
    const spoilt = {
      "cut in the middle": file.subarray(0, file.length / 2),
      "cut at the last byte": file.subarray(0, file.length - 1),
      "cut inside, gzip whole": gzipSync(plain.subarray(0, plain.length / 2)),
      "without its checksum": gzipSync(plain.subarray(0, plain.length - 37)),
      "one letter changed": gzipSync(altered),
      "a row that PostgreSQL refuses": gzipSync(row),
      "with a tail": gzipSync(Buffer.concat([plain, Buffer.from("tail!")])),
      "not gzip": Buffer.from("id,title\n1,Shirt\n"),
      empty: Buffer.alloc(0),
    };
    for (const [name, bytes] of Object.entries(spoilt)) {
      await expect(restoreBackup(target.url, Readable.from(bytes)), name).rejects.toMatchObject({
        code: "backup.unreadable",
      });
    }
    const after = await contents(target.url);
    expect(Object.fromEntries(Object.keys(before).map((table) => [table, after[table]]))).toEqual(before);
    await pool.end();
  }, 120_000);

  it("refuses a backup of a newer Aisle and a database of someone else's", async () => {
    target = await testDatabase();
    const plain = gunzipSync(file);
    const length = plain.readUInt32BE(1);
    const header = JSON.parse(plain.subarray(5, 5 + length).toString());
    header.migrations.push({ name: "29990101000000_later", checksum: "0" });
    const body = Buffer.from(JSON.stringify(header));
    const prefix = Buffer.from([0x48, 0, 0, 0, 0]);
    prefix.writeUInt32BE(body.length, 1);
    const future = gzipSync(Buffer.concat([prefix, body, plain.subarray(5 + length)]));
    await expect(restoreBackup(target.url, Readable.from(future))).rejects.toThrow(/Update Aisle/);

    const client = new pg.Client({ connectionString: target.url });
    await client.connect();
    await client.query("drop schema public cascade; create schema public; create table invoices (id int)");
    await expect(restoreBackup(target.url, Readable.from(file))).rejects.toThrow(/other tables than Aisle's/);
    expect((await client.query("select * from invoices")).rowCount).toBe(0);
    await client.end();
  });

  it("holds one instant while others write", async () => {
    const pool = createPool(source.url);
    const output = new PassThrough();
    let writing: Promise<unknown> = Promise.resolve();
    const [bytes] = await Promise.all([
      buffer(output),
      writeBackup(source.url, output, (table) => {
        if (table !== "api_key") return;
        writing = pool.query("insert into workspace (id, name) values ('ws_late', 'Late')");
      }),
    ]);
    await writing;
    await pool.end();
    target = await testDatabase();
    await restoreBackup(target.url, Readable.from(bytes));
    expect((await contents(target.url))["public.workspace"]).toHaveLength(1);
  });
});
