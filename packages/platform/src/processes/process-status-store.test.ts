import { afterAll, beforeAll, expect, it } from "vitest";
import { createPool, type Pool } from "../postgres/pool.ts";
import { createPrismaClient, type PrismaClient } from "../postgres/prisma-client.ts";
import { type TestDatabase, testDatabase } from "../postgres/test-database.ts";
import { ProcessStatusStore } from "./process-status-store.ts";

let database: TestDatabase;
let pool: Pool;
let prisma: PrismaClient;
let store: ProcessStatusStore;

beforeAll(async () => {
  database = await testDatabase();
  pool = createPool(database.url, { max: 1 });
  prisma = createPrismaClient(pool);
  store = new ProcessStatusStore(prisma);
});
afterAll(async () => {
  await prisma?.$disconnect();
  await pool?.end();
  await database?.drop();
});

it("keeps one row a process, the newest word of each, oldest process first", async () => {
  await store.report("proc_2", "serve", new Date("2026-01-02"), { versions: [] });
  await store.report("proc_1", "serve", new Date("2026-01-01"), { versions: [1] });
  await store.report("proc_1", "serve", new Date("2026-01-01"), { versions: [2] });
  await store.report("proc_3", "jobs", new Date("2026-01-01"), {});
  const rows = await store.list("serve");
  expect(rows.map(({ id, detail, pid }) => [id, detail, pid])).toEqual([
    ["proc_1", { versions: [2] }, process.pid],
    ["proc_2", { versions: [] }, process.pid],
  ]);
  await store.remove("proc_1");
  await store.remove("proc_none");
  expect((await store.list("serve")).map(({ id }) => id)).toEqual(["proc_2"]);
});

it("lets rows of processes that have been silent for an hour go", async () => {
  await prisma.$executeRaw`update process_status set seen_at = now() - interval '61 minutes' where id = 'proc_2'`;
  await store.report("proc_4", "serve", new Date(), {});
  expect((await store.list("serve")).map(({ id }) => id)).toEqual(["proc_4"]);
});
