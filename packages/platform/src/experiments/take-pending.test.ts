import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { NewDecision } from "@aisle/contracts/decision";
import type pg from "pg";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { DecisionWriter } from "../decisions/decision-writer.ts";
import { sampleDecision } from "../decisions/sample-decision.ts";
import { Spool } from "../decisions/spool.ts";
import { createPool } from "../postgres/pool.ts";
import { type TestDatabase, testDatabase } from "../postgres/test-database.ts";
import { inTransaction } from "../postgres/with-client.ts";
import { hasPending, holdPending, takePending } from "./take-pending.ts";

let database: TestDatabase;
let pool: pg.Pool;
beforeAll(async () => {
  database = await testDatabase();
  pool = createPool(database.url);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});
afterEach(() => pool.query("truncate decision, experiment_decision, experiment_pending, decision_spool"));

const workspace = "ws_test";
const arms = { shelf: "b" };

/** Stores decisions, a transaction for every few of them. */
async function stored(decisions: readonly NewDecision[], batchBytes = 30_000): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), "aisle-pending-"));
  const spool = new Spool({ directory });
  for (const decision of decisions) await spool.append(decision);
  spool.close();
  const writer = new DecisionWriter({ pool, directory, batchBytes, onError: ({ message }) => expect.fail(message) });
  expect(await writer.drain()).toBe(decisions.length);
  rmSync(directory, { recursive: true });
}

const taken = async () => {
  const { rows } = await pool.query<{ id: string; unit: string; arms: object; facts: { items: string[] } }>(
    "select decision_id as id, unit, arms, facts from experiment_decision order by at, decision_id",
  );
  return rows;
};
const waiting = (): Promise<boolean> => hasPending(pool, workspace);

it("takes each decision that is in an experiment once, in the form that folds read", async () => {
  const long = "u".repeat(600);
  const at = Date.now() - 86_400_000;
  const many = Array.from({ length: 120 }, (_, i) => sampleDecision({ at: at + i, arms, unit: `u${i}` }));
  await stored([
    ...many,
    sampleDecision({ at: at + 200, arms, unit: long }),
    sampleDecision({ at: at + 201, arms: { shelf: "a", other: "c" }, units: { other: "v1" }, armOdds: { shelf: 0.2 } }),
    sampleDecision({ arms, sample: true }),
    sampleDecision(),
  ]);
  const { rows } = await pool.query<{ copies: number }>("select count(*)::int as copies from experiment_pending");
  expect(rows[0]!.copies).toBeGreaterThan(2);
  expect(await taken()).toEqual([]);
  expect(await Promise.all([takePending(pool, workspace), takePending(pool, workspace)])).toSatisfy(
    ([one, other]: number[]) => one! + other! === 122,
  );
  expect(await waiting()).toBe(false);
  expect(await takePending(pool, workspace)).toBe(0);
  const all = await taken();
  expect(all.slice(0, 120).map(({ id }) => id)).toEqual(many.map(({ id }) => id));
  expect(all[0]).toMatchObject({ unit: "u0", arms, facts: { filled: 10, explored: 0, request: {} } });
  expect(all[0]!.facts.items).toHaveLength(10);
  expect(all[120]!.unit).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(all[121]).toMatchObject({ unit: "shopper-1", arms: { shelf: ["a", null, 0.2], other: ["c", "v1"] } });
});

it("lists a decision again only when its copy was undone, and takes nothing of another workspace", async () => {
  await stored([sampleDecision({ arms }), sampleDecision({ arms, workspaceId: "ws_other" })]);
  // As if the process were killed before the commit.
  const client = await pool.connect();
  await client.query("begin");
  await client.query("delete from experiment_pending");
  client.release(true);
  expect(await takePending(pool, workspace)).toBe(1);
  expect(await taken()).toHaveLength(1);
  expect(await hasPending(pool, "ws_other")).toBe(true);
  await expect(takePending(pool, "ws_other", AbortSignal.abort(new Error("canceled")))).rejects.toThrow("canceled");
});

it("takes no decision that is deleted, not even while it is being deleted", async () => {
  await stored([sampleDecision({ arms, unit: "gone" }), sampleDecision({ arms, unit: "stays" })]);
  let taking: Promise<number> | undefined;
  await inTransaction(pool, async (client) => {
    await holdPending(client, workspace);
    taking = takePending(pool, workspace);
    // It waits: nothing is taken before the deletion is over.
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await taken()).toEqual([]);
    await client.query("delete from decision where unit = 'gone'");
  });
  expect(await taking).toBe(1);
  expect((await taken()).map(({ unit }) => unit)).toEqual(["stays"]);
});

it("counts nothing of a decision whose payload cannot be read, and keeps the decision", async () => {
  await stored([sampleDecision({ arms })]);
  await pool.query("update decision set payload = '\\x63'");
  expect(await takePending(pool, workspace)).toBe(1);
  expect(await taken()).toMatchObject([{ arms, facts: { filled: 0, items: [] } }]);
});
