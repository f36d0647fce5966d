import type pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createPool } from "../postgres/pool.ts";
import { type TestDatabase, testDatabase } from "../postgres/test-database.ts";
import { DeadLetters } from "./dead-letters.ts";

let database: TestDatabase;
let pool: pg.Pool;
beforeAll(async () => {
  database = await testDatabase();
  pool = createPool(database.url, { max: 8 });
});
afterAll(async () => {
  await pool?.end();
  await database?.drop();
});

const letter = (n: number, padding = "") => ({ reason: `reason ${n}`, event: { n, padding } });
const stored = async (workspaceId: string) =>
  (await pool.query("select count(*)::int as n from event_dead_letter where workspace_id = $1", [workspaceId])).rows[0]
    .n as number;

it("retains the latest up to a limit, whoever sends at once, and counts what is gone", async () => {
  const letters = new DeadLetters(pool, { maxLetters: 100 });
  await Promise.all(
    Array.from({ length: 30 }, (_, call) =>
      letters.add(
        "many",
        Array.from({ length: 20 }, (_, i) => letter(call * 20 + i)),
      ),
    ),
  );
  await letters.add("many", [letter(9999)]);
  const n = await stored("many");
  expect(n).toBeLessThanOrEqual(100);
  expect(n).toBeGreaterThan(50);
  const counts = await letters.counts("many");
  expect(counts).toEqual({ letters: n, droppedOverLimit: 601 - n, droppedByAge: 0 });
  expect((await letters.list("many", 1))[0]).toMatchObject({ reason: "reason 9999", event: { n: 9999 } });
  // Another workspace's stay.
  await letters.add("few", [letter(1)]);
  expect(await letters.counts("few")).toEqual({ letters: 1, droppedOverLimit: 0, droppedByAge: 0 });
});

it("has a limit of bytes too, and one for the letters of a single call", async () => {
  const letters = new DeadLetters(pool, { maxLetters: 50, maxBytes: 20_000 });
  for (let i = 0; i < 40; i++) await letters.add("large", [letter(i, "x".repeat(1000))]);
  const { rows } = await pool.query("select sum(bytes)::int as n from event_dead_letter where workspace_id = 'large'");
  expect(rows[0].n).toBeLessThanOrEqual(20_000);
  expect((await letters.counts("large")).letters + (await letters.counts("large")).droppedOverLimit).toBe(40);
  await letters.add(
    "call",
    Array.from({ length: 300 }, (_, i) => letter(i)),
  );
  expect((await letters.list("call", 1))[0]?.event).toMatchObject({ n: expect.any(Number) });
  expect((await letters.counts("call")).droppedOverLimit).toBeGreaterThanOrEqual(250);
});

it("drops what is old, and counts it", async () => {
  const letters = new DeadLetters(pool);
  await letters.add("old", [letter(1), letter(2)]);
  await pool.query(
    "update event_dead_letter set received_at = now() - interval '40 days' where event->>'n' = '1' and workspace_id = 'old'",
  );
  await letters.dropBefore(Date.now() - 30 * 86_400_000);
  expect(await letters.counts("old")).toEqual({ letters: 1, droppedOverLimit: 0, droppedByAge: 1 });
  expect(await stored("old")).toBe(1);
});
