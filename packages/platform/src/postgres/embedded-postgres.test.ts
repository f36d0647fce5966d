import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterEach, beforeEach, expect, it } from "vitest";
import { processIsAlive } from "../files/process-is-alive.ts";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "./embedded-postgres.ts";
import { readPostmaster } from "./postmaster.ts";

let home: string;
let server: EmbeddedPostgres | undefined;
const start = async () => {
  server = await startEmbeddedPostgres({ dir: join(home, "postgres") });
  return server;
};
const ask = async (url: string, sql: string) => {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
};

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "aisle embedded-"));
  await chmod(home, 0o755);
});
afterEach(async () => {
  await server?.stop();
  await rm(home, { recursive: true, force: true });
});

it("keeps data over a stop and a start, sorts in UTF-8, and leaves no process", async () => {
  const first = await start();
  const url = await first.ensureDatabase("aisle");
  await ask(url, "create table kept (word text); insert into kept values ('Ärger')");
  await first.stop();
  expect(processIsAlive(first.pid)).toBe(false);

  const second = await start();
  expect(second.adopted).toBe(false);
  expect(await ask(second.url("aisle"), "select lower(word) as word from kept")).toEqual([{ word: "ärger" }]);
});

it("adopts the server that already runs on the folder", async () => {
  const first = await start();
  const second = await start();
  expect(second).toMatchObject({ adopted: true, pid: first.pid, port: first.port });
  expect(await ask(second.url("postgres"), "select 1 as one")).toEqual([{ one: 1 }]);
});

it("recovers committed rows after kill -9 of the server", async () => {
  const first = await start();
  const url = await first.ensureDatabase("aisle");
  await ask(url, "create table kept (id int); insert into kept values (7)");
  process.kill(first.pid, "SIGKILL");
  while (processIsAlive(first.pid)) await sleep(20);

  const second = await start();
  expect(second.adopted).toBe(false);
  expect(await ask(second.url("aisle"), "select id from kept")).toEqual([{ id: 7 }]);
});

it("starts although postmaster.pid names another program's process", async () => {
  await (await start()).stop();
  const outsider = spawn(process.execPath, ["-e", "setTimeout(() => {}, 60000)"]);
  await once(outsider, "spawn");
  await writeFile(
    join(home, "postgres/data/postmaster.pid"),
    `${outsider.pid}\n${join(home, "postgres/data")}\n1\n5432\n\n127.0.0.1\n0 0\nready\n`,
    { mode: 0o644 },
  );
  const second = await start();
  expect(second.adopted).toBe(false);
  expect(await ask(second.url("postgres"), "select 1 as one")).toEqual([{ one: 1 }]);
  expect(processIsAlive(outsider.pid!)).toBe(true);
  outsider.kill();
});

it("sets a new password when the file that held it is lost", async () => {
  await (await start()).stop();
  const file = join(home, "postgres/password");
  const before = await readFile(file, "utf8");
  await rm(file);
  const second = await start();
  expect(await readFile(file, "utf8")).not.toBe(before);
  expect(await ask(second.url("postgres"), "select 1 as one")).toEqual([{ one: 1 }]);
});

it.each(["PG_VERSION", "base/5"])(
  "begins again where initdb ended before %s, and moves what it left aside",
  async (last) => {
    await (await start()).stop();
    await rm(join(home, "postgres/data", last), { recursive: true });
    await start();
    expect(await ask(server!.url("postgres"), "select 1 as one")).toEqual([{ one: 1 }]);
    expect((await readdir(join(home, "postgres"))).filter((name) => name.startsWith("data-incomplete-"))).toHaveLength(
      1,
    );
  },
);

it("sets a new password when the file holds another one", async () => {
  await (await start()).stop();
  await writeFile(join(home, "postgres/password"), "not the password of this cluster\n");
  await start();
  expect(await ask(server!.url("postgres"), "select 1 as one")).toEqual([{ one: 1 }]);
});

it("leaves no server running when the start fails after the server came up", async () => {
  const first = await start();
  await first.stop();
  const file = join(home, "postgres/data/pg_hba.conf");
  await writeFile(file, "host all all 127.0.0.1/32 reject\n");
  await expect(start()).rejects.toThrow(/pg_hba/);
  expect(readPostmaster(join(home, "postgres/data"))?.running ?? false).toBe(false);
});

it.skipIf(process.getuid?.() !== 0)("says what to do when the database's OS user cannot enter the folder", async () => {
  await chmod(home, 0o700);
  await expect(start()).rejects.toMatchObject({
    code: "config.invalid",
    message: expect.stringMatching(new RegExp(`may not enter ${home}.*AISLE_HOME=.*chmod o\\+x ${home}`)),
  });
});
