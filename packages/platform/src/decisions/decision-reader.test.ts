import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DayPartitions } from "../postgres/day-partitions.ts";
import { createPool } from "../postgres/pool.ts";
import { readOf } from "../postgres/read-of.ts";
import { type TestDatabase, testDatabase } from "../postgres/test-database.ts";
import { DecisionReader } from "./decision-reader.ts";
import { DecisionWriter } from "./decision-writer.ts";
import { latestStatement, slowMinutesStatement, slowStatement } from "./latest-decisions.ts";
import { sampleDecision } from "./sample-decision.ts";
import { Spool } from "./spool.ts";

const minute = 60_000;
const at = Date.UTC(2026, 0, 10, 12);

let database: TestDatabase;
let pool: pg.Pool;
let reader: DecisionReader;

beforeAll(async () => {
  database = await testDatabase();
  pool = createPool(database.url);
  reader = new DecisionReader(pool);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

describe("DecisionReader", () => {
  beforeAll(async () => {
    const directory = mkdtempSync(join(tmpdir(), "aisle-spool-"));
    const spool = new Spool({ directory });
    for (let i = 0; i < 10; i++) {
      void spool.append(
        sampleDecision({
          at: at + i * minute,
          endpoint: i === 9 ? "other" : "home",
          outcome: i % 3 === 0 ? "failed" : i % 3 === 1 ? "answered" : "fell-back",
          totalMs: i + 1,
          sample: i === 5,
        }),
      );
    }
    spool.close();
    await new DecisionWriter({ pool, directory, onError: (error) => expect.fail(error.message) }).drain();
    rmSync(directory, { recursive: true });
  });

  const list = async (query: object) =>
    (await reader.latest("ws_test", { limit: 20, endpoint: "home", ...query })).map((row) => (row.at - at) / minute);

  it("lists the latest first, by endpoint, outcome and time, page by page", async () => {
    expect(await list({})).toEqual([8, 7, 6, 5, 4, 3, 2, 1, 0]);
    expect(await list({ outcomes: ["failed"] })).toEqual([6, 3, 0]);
    expect(await list({ outcomes: ["failed", "fell-back"], minMs: 6 })).toEqual([8, 6, 5]);
    expect(await list({ endpoint: undefined, limit: 2 })).toEqual([9, 8]);
    const [last] = (await reader.latest("ws_test", { limit: 3, endpoint: "home" })).slice(-1);
    expect(await list({ limit: 3, before: last })).toEqual([5, 4, 3]);
  });

  it("finds slow ones, samples among them, page by page and within a time", async () => {
    expect(await list({ minMs: 4.5 })).toEqual([8, 7, 6, 5, 4]);
    expect(await list({ minMs: 4.5, limit: 2 })).toEqual([8, 7]);
    expect(await list({ minMs: 9.001 })).toEqual([]);
    expect(await list({ minMs: 2, outcomes: ["answered"] })).toEqual([7, 4, 1]);
    expect(await list({ minMs: 2, outcomes: ["answered"], limit: 1 })).toEqual([7]);
    expect(await list({ minMs: 2, since: at + 2 * minute, until: at + 5 * minute })).toEqual([5, 4, 3, 2]);
    const [last] = (await reader.latest("ws_test", { limit: 3, endpoint: "home", minMs: 2 })).slice(-1);
    expect(await list({ limit: 9, before: last, minMs: 2 })).toEqual([5, 4, 3, 2, 1]);
    expect(await list({ endpoint: undefined, minMs: 9 })).toEqual([9, 8]);
  });

  it("finds those that show an item, and none that only names it elsewhere", async () => {
    const showing = async (item: string, more: object = {}) => {
      const { found, checked } = await reader.showing("ws_test", { limit: 3, maxChecked: 8, item, ...more });
      return { found: found.map((row) => (row.at - at) / minute), looked: checked };
    };
    expect(await showing("p3")).toEqual({ found: [9, 8, 7], looked: 8 });
    expect(await showing("p3", { limit: 20 })).toEqual({ found: [9, 8, 7, 6, 5, 4, 3, 2], looked: 8 });
    // In the request alone, a node's name, a part of an id, nowhere.
    for (const item of ["p19", "recency", "p", "nothing"])
      expect(await showing(item), item).toEqual({ found: [], looked: 8 });
    expect(await showing("p3", { endpoint: "other", look: 100 })).toEqual({ found: [9], looked: 1 });
    expect(await showing("p3", { minMs: 8.5, look: 100 })).toEqual({ found: [9, 8], looked: 2 });
    expect(await showing("p1", { limit: 2 })).toEqual({ found: [9, 8], looked: 8 });
    expect(await showing("p3", { endpoint: "none" })).toEqual({ found: [], looked: 0 });
  });

  it("counts by the minute, without samples, and without a look at the decisions", async () => {
    const removed = await pool.query("delete from decision where workspace_id = 'ws_test' returning *");
    expect(removed.rowCount).toBe(10);
    const range = { since: at, until: at + 12 * minute };
    const points = await reader.traffic("ws_test", { ...range, endpoint: "home", stepMs: 4 * minute });
    expect(points.map(({ p50Ms, p99Ms, ...point }) => ({ ...point, times: [p50Ms, p99Ms] }))).toEqual([
      { at, requests: 4, errors: 2, times: [about(2), about(4)] },
      { at: at + 4 * minute, requests: 3, errors: 1, times: [about(7), about(8)] },
      { at: at + 8 * minute, requests: 1, errors: 0, times: [about(9), about(9)] },
    ]);
    const none = { at, requests: 0, errors: 0, p50Ms: null, p99Ms: null };
    const other = { since: at, until: at + minute, endpoint: "none", stepMs: minute };
    expect(await reader.traffic("ws_test", other)).toEqual([none]);
    const moved = await reader.traffic("ws_test", { ...range, endpoint: ["other", "home"], stepMs: 12 * minute });
    expect(moved).toMatchObject([{ requests: 9, errors: 4, p99Ms: about(10) }]);
    expect(await reader.requestCounts("ws_test", { ...range, stepMs: 6 * minute })).toEqual(
      new Map([
        ["home", [5, 3]],
        ["other", [0, 1]],
      ]),
    );
    expect(await reader.totals("ws_test", range)).toEqual(
      new Map([
        ["home", { requests: 8, errors: 3, p50Ms: about(4), p99Ms: about(9) }],
        ["other", { requests: 1, errors: 1, p50Ms: about(10), p99Ms: about(10) }],
      ]),
    );
  });
});

describe("reads of a long log", () => {
  const days = 3;
  const many = 30_000;
  const workspaceId = "ws_long";

  beforeAll(async () => {
    // Days that are made after the migrations, as every new one is.
    await new DayPartitions(pool, "decision").ensure(
      Array.from({ length: days + 1 }, (_, day) => at + day * 86_400_000),
    );
    await pool.query(
      `insert into decision (workspace_id, id, at, endpoint, version_id, outcome, total_us, sample, payload)
       select $1, 'dec_' || lpad(n::text, 9, '0'), $2::timestamptz + n * $3 * interval '1 millisecond', 'e' || n % 3, 'v',
         case when n % 9000 = 8 then 'failed' when n % 3 = 1 then 'fell-back' else 'answered' end,
         case when n % 7000 = 5 then 90000 else 2000 + n % 1000 end, n % 8000 = 2, '\\x00'
       from generate_series(1, $4::int) as n`,
      [workspaceId, new Date(at), (days * 86_400_000) / many, many],
    );
    await pool.query(
      `insert into endpoint_minute (workspace_id, endpoint, version_id, arm, minute, answered, latency_buckets, latency_counts)
       select workspace_id, endpoint, 'v', 'live', date_trunc('minute', at, 'UTC'), count(*),
         array_agg(distinct ceil(ln(total_us::float8) / ln(1.02::float8 / 0.98)))::smallint[], '{1}'
       from decision where workspace_id = $1 group by 1, 2, 5`,
      [workspaceId],
    );
    await pool.query("analyze decision");
    await pool.query("analyze endpoint_minute");
  });

  it.each([
    ["the latest", latestStatement(workspaceId, { limit: 50 })],
    ["a past day", latestStatement(workspaceId, { limit: 50, until: at + 86_400_000 })],
    ["one endpoint", latestStatement(workspaceId, { limit: 50, endpoint: "e1" })],
    ["failed ones, which are rare", latestStatement(workspaceId, { limit: 50, outcomes: ["failed"] })],
    ["failed ones of an endpoint", latestStatement(workspaceId, { limit: 50, outcomes: ["failed"], endpoint: "e2" })],
    [
      "an outcome that is common, of an endpoint that never had it",
      latestStatement(workspaceId, { limit: 50, outcomes: ["fell-back"], endpoint: "e0" }),
    ],
    [
      "a common outcome of an endpoint",
      latestStatement(workspaceId, { limit: 50, outcomes: ["fell-back"], endpoint: "e1" }),
    ],
    ["two outcomes, one of them rare", latestStatement(workspaceId, { limit: 50, outcomes: ["failed", "fell-back"] })],
    ["minutes with slower ones than any", slowMinutesStatement(workspaceId, { limit: 50, minMs: 5000 }, 50)],
    ["an outcome that never was", latestStatement(workspaceId, { limit: 50, outcomes: ["suspended"] })],
    ["samples", latestStatement(workspaceId, { limit: 50, minMs: 50 }, "samples")],
    ["slow ones of some minutes", slowStatement(workspaceId, { limit: 50, minMs: 50 }, [new Date(at + 86_400_000)])],
  ])("reads no more of it than it gives: %s", async (_name, statement) => {
    expect((await readOf(pool, statement)).rows).toBeLessThan(500);
  });

  it("finds the rare slow ones by their minutes", async () => {
    const found = await reader.latest(workspaceId, { limit: 50, minMs: 50 }).catch((error) => error);
    // The payloads of these rows are no decisions: reading them is refused, and which ones were read is reported by SQL.
    expect(found).toBeInstanceOf(Error);
    const { text, values } = slowMinutesStatement(workspaceId, { limit: 50, minMs: 50 }, 50);
    const minutes = (await pool.query<{ minute: Date }>(text, values)).rows.map((row) => row.minute);
    expect(minutes).toHaveLength(5);
    const slow = slowStatement(workspaceId, { limit: 50, minMs: 50 }, minutes);
    const ids = (await pool.query<{ id: string }>(slow.text, slow.values as unknown[])).rows.map((row) => row.id);
    expect(ids).toEqual([28_005, 21_005, 14_005, 7_005, 5].map((n) => `dec_${String(n).padStart(9, "0")}`));
  });
});

const about = (value: number) => expect.closeTo(value, value >= 9 ? 0 : 0.6) as unknown as number;
