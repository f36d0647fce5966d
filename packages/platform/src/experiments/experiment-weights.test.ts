import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ExperimentKind, ExperimentSpec } from "@aisle/contracts/experiment";
import type pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { DecisionReader } from "../decisions/decision-reader.ts";
import { DecisionWriter } from "../decisions/decision-writer.ts";
import { sampleDecision } from "../decisions/sample-decision.ts";
import { Spool } from "../decisions/spool.ts";
import { endpointsChannel } from "../pipelines/endpoint-store.ts";
import { createPool } from "../postgres/pool.ts";
import { type TestDatabase, testDatabase } from "../postgres/test-database.ts";
import { withClient } from "../postgres/with-client.ts";
import { deleteDemoExperiments } from "./demo-experiment-store.ts";
import { ExperimentStore } from "./experiment-store.ts";

let database: TestDatabase;
let pool: pg.Pool;
let store: ExperimentStore;
const by = { workspaceId: "ws_test", userId: null, via: "job" } as const;
const spec: ExperimentSpec = {
  ...{ hypothesis: "", unit: { kind: "session", field: "sessionId" }, coverage: 1, metrics: [], method: "bayesian" },
  arms: ["a", "b"].map((key) => ({ key, name: key, weight: 0.5, edits: [] })),
  ...{ correction: "none", level: 0.95, plannedDays: 14, segments: [], bandit: { floor: 0.05, everyHours: 24 } },
};

beforeAll(async () => {
  database = await testDatabase();
  pool = createPool(database.url);
  store = new ExperimentStore(pool);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

async function running(id: string, kind: ExperimentKind) {
  const versions = { pipelineId: "p", versionId: "v" };
  expect(await store.create(by, { id, key: id, name: id, kind, ...versions, spec })).toBe(true);
  expect(await store.change(by, id, 1, ["draft"], { state: "running", startedAt: new Date() })).toBe(2);
}

it("keeps the weights of a bandit that runs, the oldest first, and tells the serving processes", async () => {
  await running("shelf", "bandit");
  await running("test", "test");
  const client = await pool.connect();
  const heard: (string | undefined)[] = [];
  client.on("notification", ({ payload }) => heard.push(payload));
  await client.query(`listen ${endpointsChannel}`);
  const posterior = [{ arm: "a", effectiveUnits: 120.5, mean: 0.1, standardError: 0.02, chanceBest: 0.25 }];
  const at = Date.UTC(2026, 5, 1);
  const weights = (a: number, time: number) => ({
    ...{ at: time, weights: { a, b: 1 - a }, posterior, draws: 10_000, seed: "bandit 1" },
  });
  expect(await store.storeWeights("ws_test", "shelf", weights(0.25, at))).toBe(true);
  expect(await store.storeWeights("ws_test", "shelf", weights(0.125, at + 5))).toBe(true);
  // Older ones that come late, other kinds and other workspaces change nothing.
  expect(await store.storeWeights("ws_test", "shelf", weights(0.75, at + 5))).toBe(false);
  expect(await store.storeWeights("ws_test", "test", weights(0.75, at + 9))).toBe(false);
  expect(await store.storeWeights("ws_other", "shelf", weights(0.75, at + 9))).toBe(false);
  const both = [weights(0.25, at), weights(0.125, at + 5)];
  expect((await store.find("ws_test", "shelf"))?.weights).toEqual(both);
  expect((await store.active("ws_test")).map(({ key, weights: own }) => [key, own])).toEqual([
    ["shelf", both],
    ["test", undefined],
  ]);
  expect((await store.find("ws_test", "shelf"))?.revision).toBe(2);
  await expect.poll(() => heard).toEqual(["ws_test", "ws_test"]);
  client.release(true);
  await store.change(by, "shelf", 2, ["running"], { state: "stopped", stoppedAt: new Date() });
  expect(await store.storeWeights("ws_test", "shelf", weights(0.5, at + 9))).toBe(false);
});

it("takes the weights, sums and simulated exposures of a demo shop's experiments away with it, and no other's", async () => {
  for (const id of ["demo-bandit", "own-bandit"]) {
    await running(id, "bandit");
    const weights = { at: 1000, weights: { a: 0.5, b: 0.5 }, posterior: [], draws: 1, seed: "" };
    expect(await store.storeWeights("ws_test", id, weights)).toBe(true);
  }
  await running("demo-other", "bandit");
  await pool.query("update experiment set demo = true where id like 'demo-%'");
  const [alone, shared] = ["a", "b"].map((digit) => digit.repeat(64));
  await pool.query("insert into blob (hash, bytes, size) values ($1, 'x', 1), ($2, 'y', 1)", [alone, shared]);
  await pool.query(
    `insert into experiment_fold (workspace_id, experiment_id, position, blob_hash, folded_at)
     values ('ws_test', 'demo-bandit', '{}', $1, now()), ('ws_test', 'demo-other', '{}', $2, now()), ('ws_test', 'own-bandit', '{}', $2, now())`,
    [alone, shared],
  );
  await pool.query(
    `insert into exposure (workspace_id, experiment, unit, arm, first_at, decision_id)
     values ('ws_test', 'own-bandit', 'sim_0001', 'a', now(), 'd1'), ('ws_test', 'own-bandit', 'ann', 'a', now(), 'd2')`,
  );
  await withClient(pool, (client) => deleteDemoExperiments(client, "ws_test"));
  const { rows } = await pool.query(
    "select experiment_id as id from experiment_weights where experiment_id like '%-bandit'",
  );
  expect(rows).toEqual([{ id: "own-bandit" }]);
  expect((await pool.query("select hash from blob")).rows).toEqual([{ hash: shared }]);
  expect((await pool.query("select unit from exposure")).rows).toEqual([{ unit: "ann" }]);
  await pool.query("delete from exposure");
});

it("keeps the odds that an arm had with the decision, beside what was hashed, and counts the exposure", async () => {
  const directory = mkdtempSync(join(tmpdir(), "aisle-odds-"));
  const spool = new Spool({ directory });
  const arms = { shelf: "b", other: "a", third: "c" };
  const decision = sampleDecision({
    arms,
    units: { other: "s-9", shelf: "s-8" },
    armOdds: { shelf: 0.95, third: 0.05 },
  });
  await spool.append(decision);
  spool.close();
  expect(await new DecisionWriter({ pool, directory, onError: (error) => expect.fail(error.message) }).drain()).toBe(1);
  rmSync(directory, { recursive: true });
  const stored = await new DecisionReader(pool).get("ws_test", decision.id);
  expect(stored).toMatchObject({ arms, units: { other: "s-9", shelf: "s-8" }, armOdds: { shelf: 0.95, third: 0.05 } });
  const { rows } = await pool.query("select experiment, unit, arm from exposure order by experiment");
  expect(rows).toEqual([
    { experiment: "other", unit: "s-9", arm: "a" },
    { experiment: "shelf", unit: "s-8", arm: "b" },
    { experiment: "third", unit: "shopper-1", arm: "c" },
  ]);
});
