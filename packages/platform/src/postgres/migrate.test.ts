import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { migrate, readMigrations } from "./migrate.ts";
import { createPool } from "./pool.ts";
import { createPrismaClient } from "./prisma-client.ts";
import { type TestDatabase, testDatabase } from "./test-database.ts";

const root = fileURLToPath(new URL("../../../../", import.meta.url));
const prisma = (args: string[], url: string) =>
  promisify(execFile)(process.execPath, ["node_modules/prisma/build/index.js", ...args], {
    cwd: root,
    env: { ...process.env, DATABASE_URL: url },
  });

describe("migrate", () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(() => database.drop());

  const broken = { name: "29990101000000_broken", sql: "create table half (id int); select 1 / 0", checksum: "0" };

  it("has nothing to do on an up-to-date database", async () => {
    expect(await migrate(database.url)).toEqual([]);
  });

  it("keeps books that Prisma's own migrate accepts, and its schema matches prisma/schema.prisma", async () => {
    const { stdout } = await prisma(["migrate", "deploy"], database.url);
    expect(stdout).toContain("No pending migrations to apply");
    const diff = ["migrate", "diff", "--from-config-datasource", "--to-schema", "prisma/schema.prisma", "--exit-code"];
    expect((await prisma(diff, database.url)).stdout).toContain("No difference");
  });

  it("leaves nothing of a migration that fails and names it", async () => {
    const all = [...(await readMigrations()), broken];
    await expect(migrate(database.url, all)).rejects.toMatchObject({
      code: "database.migration",
      message: expect.stringContaining("29990101000000_broken"),
    });
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const { rows } = await client.query("select to_regclass('half') as half");
    await client.end();
    expect(rows).toEqual([{ half: null }]);
    expect(await migrate(database.url)).toEqual([]);
  });

  it("refuses a migration that was edited after it was applied", async () => {
    const [first] = await readMigrations();
    await expect(migrate(database.url, [{ ...first!, checksum: "other" }])).rejects.toMatchObject({
      code: "database.migration",
    });
  });

  it("applies once when several processes start together", async () => {
    const extra = { name: "29990101000001_extra", sql: "create table extra (id int)", checksum: "1" };
    const all = [...(await readMigrations()), extra];
    const applied = await Promise.all([1, 2, 3].map(() => migrate(database.url, all)));
    expect(applied.flat()).toEqual([extra.name]);
  });

  it("gives a Prisma client that writes and reads", async () => {
    const pool = createPool(database.url, { max: 1 });
    const client = createPrismaClient(pool);
    await client.workspace.create({ data: { id: "ws_a", name: "A", currencies: ["EUR"] } });
    expect(await client.workspace.findUnique({ where: { id: "ws_a" } })).toMatchObject({ currencies: ["EUR"] });
    await client.$disconnect();
    await pool.end();
  });
});
