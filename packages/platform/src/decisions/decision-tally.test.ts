import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DecisionOutcome } from "@aisle/contracts/decision";
import fc from "fast-check";
import type pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createPool } from "../postgres/pool.ts";
import { type TestDatabase, testDatabase } from "../postgres/test-database.ts";
import { DecisionWriter } from "./decision-writer.ts";
import { dropCountsBefore, endpointMinutes } from "./endpoint-minutes.ts";
import { sampleDecision } from "./sample-decision.ts";
import { Spool } from "./spool.ts";

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

const start = Date.UTC(2026, 4, 5, 23, 58);
const clear = () => pool.query("truncate decision, decision_spool, endpoint_minute, endpoint_day, exposure");

const outcome = fc.constantFrom<DecisionOutcome>("answered", "fell-back", "failed", "refused", "suspended");
const some = fc.record(
  {
    endpoint: fc.constantFrom("home", "basket"),
    versionId: fc.constantFrom("ver_1", "ver_2"),
    arm: fc.constantFrom("live", "canary"),
    at: fc.nat(240_000).map((ms) => start + ms),
    outcome,
    totalMs: fc.integer({ min: 0, max: 5_000_000 }).map((us) => us / 1000),
    sample: fc.boolean(),
    unit: fc.constantFrom("u1", "u2", "u3"),
    arms: fc.dictionary(fc.constantFrom("price", "shelf"), fc.constantFrom("a", "b")),
    refused: fc.boolean(),
  },
  { requiredKeys: ["endpoint", "versionId", "arm", "at", "outcome", "totalMs", "sample", "refused"] },
);

/** What one pass over the decisions that are stored gives: counts, and the first exposures. */
const recount = `
  select
    (select coalesce(jsonb_agg(to_jsonb(m) order by m.endpoint, m.version_id, m.arm, m.minute), '[]') from (
       select endpoint, version_id, arm, date_trunc('minute', at) as minute,
         count(*) filter (where outcome = 'answered') as answered, count(*) filter (where outcome = 'fell-back') as fell_back,
         count(*) filter (where outcome = 'failed') as failed, count(*) filter (where outcome = 'refused') as refused,
         count(*) filter (where outcome = 'suspended') as suspended, sum(total_us) as total_us, count(*) as requests
       from decision where not sample group by 1, 2, 3, 4) as m) as minutes,
    (select coalesce(jsonb_agg(to_jsonb(d) order by d.endpoint, d.day), '[]') from (
       select endpoint, (at at time zone 'UTC')::date as day, count(*) as requests,
         count(*) filter (where outcome = 'fell-back') as fell_back
       from decision where not sample group by 1, 2) as d) as days,
    (select coalesce(jsonb_agg(to_jsonb(e) order by experiment, unit, arm), '[]') from (
       select distinct on (a.key, unit, a.value) a.key as experiment, unit, a.value as arm, at as first_at, id as decision_id
       from decision, jsonb_each_text(arms) as a where not sample and unit is not null
       order by a.key, unit, a.value, at, id) as e) as exposures`;
const counted = `
  select
    (select coalesce(jsonb_agg(to_jsonb(m) order by m.endpoint, m.version_id, m.arm, m.minute), '[]') from (
       select endpoint, version_id, arm, minute, answered, fell_back, failed, refused, suspended, total_us,
         (select sum(c) from unnest(latency_counts) as c) as requests from endpoint_minute) as m) as minutes,
    (select coalesce(jsonb_agg(to_jsonb(d) order by d.endpoint, d.day), '[]') from (
       select endpoint, day, answered + fell_back + failed + refused + suspended as requests, fell_back
       from endpoint_day) as d) as days,
    (select coalesce(jsonb_agg(to_jsonb(e) order by experiment, unit, arm), '[]') from (
       select experiment, unit, arm, first_at, decision_id from exposure) as e) as exposures`;

it("counts each stored decision once: duplicates, refused ones, batches, two writers and cancelled transactions", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(some, { minLength: 1, maxLength: 40 }),
      fc.integer({ min: 2_000, max: 60_000 }),
      fc.boolean(),
      async (bodies, batchBytes, cancels) => {
        await clear();
        const directory = mkdtempSync(join(tmpdir(), "aisle-tally-"));
        try {
          const spool = new Spool({ directory, rotateBytes: 30_000 });
          for (const { refused, ...body } of bodies)
            void spool.append(sampleDecision({ ...body, ...(refused ? { outcome: "no\0" as never } : {}) }));
          spool.close();
          const copies = readdirSync(directory).map((name) => ({
            name: name.replace(/~\d+~/, "~999999999~"),
            bytes: readFileSync(join(directory, name)),
          }));
          const writers = [1, 2].map(() => new DecisionWriter({ pool, directory, batchBytes }));
          const drains = Promise.allSettled(writers.map((writer) => writer.drain()));
          if (cancels)
            await pool.query(
              "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and state like 'idle in%'",
            );
          await drains;
          await writers[0]!.drain();
          await writers[1]!.drain();
          // The same files once more, as after a crash that took their position with it.
          for (const { name, bytes } of copies) writeFileSync(join(directory, name), bytes);
          await writers[0]!.drain();
          const storedRows = await pool.query<{ count: number }>("select count(*)::int as count from decision");
          expect(storedRows.rows[0]!.count).toBe(bodies.filter(({ refused }) => !refused).length);
          expect((await pool.query(counted)).rows).toEqual((await pool.query(recount)).rows);
        } finally {
          rmSync(directory, { recursive: true });
        }
      },
    ),
    { numRuns: 25 },
  );
}, 60_000);

it("counts a unit of any length, and forgets counts when they are old", async () => {
  await clear();
  const directory = mkdtempSync(join(tmpdir(), "aisle-tally-"));
  const spool = new Spool({ directory });
  // Not compressible: an index would take a long repetition.
  const unit = randomBytes(6000).toString("hex");
  for (const at of [start, start + 3_600_000]) void spool.append(sampleDecision({ at, unit, arms: { price: "a" } }));
  void spool.append(sampleDecision({ at: start + 3_600_000, unit: "short", arms: { price: "a" } }));
  spool.close();
  const errors: string[] = [];
  await new DecisionWriter({ pool, directory, onError: ({ message }) => errors.push(message) }).drain();
  expect(errors).toEqual([]);
  expect(readdirSync(directory)).toEqual([]);
  rmSync(directory, { recursive: true });
  const exposures = async () => (await pool.query("select unit, first_at from exposure order by unit")).rows;
  expect(await exposures()).toEqual([
    { unit: expect.stringMatching(/^sha256:[0-9a-f]{64}$/), first_at: new Date(start) },
    { unit: "short", first_at: new Date(start + 3_600_000) },
  ]);
  await dropCountsBefore(pool, start + 60_000, start);
  expect(await exposures()).toMatchObject([{ unit: "short" }]);
  const query = { from: start, to: start + 7_200_000, bucketMinutes: 120 };
  expect(await endpointMinutes(pool, "ws_test", query)).toMatchObject([{ requests: 2 }]);
});

it("sums minutes up to buckets, told apart as asked, with quantiles within two percent", async () => {
  await clear();
  const directory = mkdtempSync(join(tmpdir(), "aisle-tally-"));
  const spool = new Spool({ directory });
  const times = Array.from({ length: 600 }, (_, i) => 0.4 * 1.01 ** i);
  times.forEach((totalMs, i) => {
    const arm = i % 2 === 0 ? "live" : "canary";
    const outcome = i % 10 === 0 ? "failed" : "answered";
    void spool.append(sampleDecision({ at: start + i * 1000, totalMs, arm, outcome }));
  });
  void spool.append(sampleDecision({ at: start, sample: true }));
  void spool.append(sampleDecision({ at: start, endpoint: "basket", totalMs: 1 }));
  spool.close();
  await new DecisionWriter({ pool, directory }).drain();
  rmSync(directory, { recursive: true });
  const query = { endpoint: "home", from: start, to: start + 600_000, bucketMinutes: 5 };
  const rows = await endpointMinutes(pool, "ws_test", query);
  expect(rows.map(({ at, requests, counts }) => ({ at, requests, failed: counts.failed }))).toEqual([
    { at: start, requests: 300, failed: 30 },
    { at: start + 300_000, requests: 300, failed: 30 },
  ]);
  for (const [step, row] of rows.entries()) {
    const part = times.slice(300 * step, 300 * (step + 1));
    const exact = (q: number) => part[Math.ceil(q * part.length) - 1]!;
    for (const [q, reported] of [
      [0.5, row.p50Ms],
      [0.95, row.p95Ms],
      [0.99, row.p99Ms],
    ] as const)
      expect(Math.abs(reported / exact(q) - 1)).toBeLessThan(0.0201);
    expect(row.meanMs).toBeCloseTo(part.reduce((sum, ms) => sum + ms) / part.length, 2);
  }
  const arms = await endpointMinutes(pool, "ws_test", { ...query, bucketMinutes: 10, by: ["arm"] });
  expect(arms.map(({ arm, requests, counts }) => [arm, requests, counts.failed])).toEqual([
    ["canary", 300, 0],
    ["live", 300, 60],
  ]);
  expect(await endpointMinutes(pool, "ws_test", { ...query, to: start + 59_000 })).toEqual([]);
  expect(await endpointMinutes(pool, "ws_other", query)).toEqual([]);
  const all = await endpointMinutes(pool, "ws_test", { from: start, to: start + 60_000, bucketMinutes: 1 });
  expect(all.map(({ requests }) => requests)).toEqual([61]);
});
