import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { foldExperiment } from "@aisle/app/experiments/fold/fold-experiment";
import { readEvent } from "@aisle/app/intake/read-event";
import type { Event } from "@aisle/contracts/event";
import type { ExperimentSpec } from "@aisle/contracts/experiment";
import type { FoldSource } from "@aisle/contracts/fold-source";
import type { FollowRule, Metric } from "@aisle/contracts/metric";
import { openBlobStore } from "@aisle/platform/blobs/blob-store";
import { newDecisionId } from "@aisle/platform/decisions/decision-id";
import { DecisionWriter } from "@aisle/platform/decisions/decision-writer";
import { sampleDecision } from "@aisle/platform/decisions/sample-decision";
import { Spool } from "@aisle/platform/decisions/spool";
import { EventStore } from "@aisle/platform/events/event-store";
import { hasUnfolded } from "@aisle/platform/experiments/foldable-experiments";
import { PostgresFoldSource } from "@aisle/platform/experiments/postgres-fold-source";
import { takePending } from "@aisle/platform/experiments/take-pending";
import { tokeniser } from "@aisle/platform/person-data/tokens-of";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type TestHome, testHome, testWorkspace } from "../test-home.ts";
import { killedEverywhere, killedSource } from "../test-killed-source.ts";

const hour = 3_600_000;
const day = 24 * hour;
const now = Date.now();
const start = now - 6 * day;
const secret = "s3cret";
const base = { attribution: "unit", windowHours: 48, cupedDays: 0, better: "higher", unit: "number" } as const;
const orders = { source: { from: "events", name: "Order Completed" }, value: { add: "count" } } as const;
const searches = (count: FollowRule["count"]) =>
  ({
    source: {
      from: "events",
      name: "Products Searched",
      follow: { by: "Product Clicked", minutes: 300, count, same: "query" },
    },
    value: { add: "count" },
  }) as const;
const metrics: readonly Metric[] = [
  { ...base, id: "revenue", name: "", kind: "mean", measure: { ...orders, value: { add: "value" } }, cupedDays: 3 },
  {
    ...base,
    id: "click",
    name: "",
    kind: "proportion",
    measure: {
      source: { from: "events", name: "product clicked", where: "properties.position < 5" },
      value: { add: "count" },
    },
    attribution: "decision",
  },
  { ...base, id: "basket", name: "", kind: "ratio", measure: { ...orders, value: { add: "value" } }, per: orders },
  {
    ...base,
    id: "wait",
    name: "",
    kind: "quantile",
    quantile: 0.5,
    measure: { source: { from: "decisions", where: "decision.filled > 3" }, value: { add: "field", path: "totalMs" } },
  },
  { ...base, id: "left", name: "", kind: "ratio", measure: searches("not-followed"), per: searches("all") },
  {
    ...base,
    id: "shown",
    name: "",
    kind: "coverage",
    measure: { source: { from: "decisions" }, value: { add: "count" } },
  },
];
const spec: ExperimentSpec = {
  hypothesis: "",
  unit: { kind: "shopper", field: "shopperId" },
  arms: ["a", "b"].map((key) => ({ key, name: key, weight: 0.5, edits: [] })),
  coverage: 1,
  metrics: metrics.map((metric, i) => ({ metric, role: i === 0 ? ("primary" as const) : ("secondary" as const) })),
  method: "frequentist",
  correction: "holm",
  level: 0.95,
  plannedDays: 14,
  segments: ["device"],
};
const experiment = { key: "exp", kind: "test", spec, startedAt: new Date(start), stoppedAt: null } as const;

let home: TestHome;
let directory: string;
beforeAll(async () => {
  home = await testHome();
  directory = await mkdtemp(join(tmpdir(), "aisle-fold-"));
  await home.pool.query(
    `insert into product (workspace_id, id, title, for_sale, deleted_at)
     select $1, 'p' || n, 'Product', n <> 1, case when n = 2 then now() end from generate_series(0, 19) as n`,
    [testWorkspace],
  );
  await home.pool.query(
    "insert into live_stock (workspace_id, product_id, stock) values ($1, 'p3', 0), ($1, 'p4', 7), ($1, 'p5', null)",
    [testWorkspace],
  );
  await home.pool.query(
    `insert into experiment (workspace_id, id, key, name, kind, state, spec, started_at)
     values ($1, 'e1', 'exp', 'E', 'test', 'running', $2, $3)`,
    [testWorkspace, JSON.stringify(spec), new Date(start)],
  );
});
afterAll(async () => {
  await home.remove();
  await rm(directory, { recursive: true, force: true });
});

const source = () =>
  new PostgresFoldSource({
    pool: home.pool,
    blobs: openBlobStore(home.pool, join(directory, "blobs")),
    secret,
    workspaceId: testWorkspace,
    experiment: { id: "e1", key: "exp" },
  });

const options = { timeZone: "Europe/Berlin", clock: () => now, checkpointRows: 40 };

const foldKilledEverywhere = async () => {
  await takePending(home.pool, testWorkspace);
  return killedEverywhere(async (kill, isAfter) => {
    const killed = killedSource<FoldSource>(source(), kill, isAfter, ["formsOf"]);
    return (await foldExperiment(killed, experiment, options)) !== undefined;
  });
};

/** Numbers to nine digits: the order of a sum shows in the last ones. */
const rounded = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_, each) => (typeof each === "number" ? Number(each.toPrecision(9)) : each)),
  ) as unknown;

const reading = async () =>
  (await home.pool.query("select reading from experiment_reading")).rows[0]?.reading as object;

it("comes to the same numbers in rounds, killed at every step, with late and doubled rows, as in one go", async () => {
  let seed = 7;
  const next = () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  const store = new EventStore(home.pool);
  const pick = (count: number) => Math.floor(next() * count);
  const waiting: ReturnType<typeof sampleDecision>[] = [];
  let kills = 0;
  for (let round = 0; round < 3; round++) {
    const decisions = Array.from({ length: 70 }, () => {
      const who = pick(60);
      const at = start + pick(6 * 24) * hour;
      const email = `p${who}@shop.example`;
      const unit = who % 7 === 0 ? tokeniser(secret, testWorkspace)(email) : `p${who}`;
      return sampleDecision({
        workspaceId: testWorkspace,
        id: newDecisionId(at),
        at,
        unit,
        totalMs: 1 + pick(50),
        request: { shopperId: unit, device: who % 3 ? "phone" : "desktop" },
        arms: { exp: [1, 3, 5].includes(who) ? (next() < 0.5 ? "a" : "b") : who % 2 ? "b" : "a", other: "x" },
      });
    });
    // A third of the decisions comes in after the events that name them.
    const late = decisions.filter(() => next() < 0.33);
    const events = Array.from({ length: 120 }, (_, i): Event => {
      const who = pick(60);
      const named = decisions[pick(decisions.length)]!;
      const isOrder = next() < 0.6;
      const isSearch = next() < 0.4;
      const order = pick(3);
      // An order that is sent twice happened once.
      const at = isOrder ? start + (who % 5) * day + order * 7 * hour : start - 4 * day + pick(10 * 24) * hour;
      const raw = {
        type: "track",
        messageId: `m${round}-${i}`,
        userId: who % 7 === 0 ? `p${who}@shop.example` : `p${who}`,
        timestamp: new Date(at).toISOString(),
        event: isOrder ? "Order  completed" : isSearch ? "Products Searched" : "Product Clicked",
        properties: isOrder
          ? {
              order_id: `o${who}-${order}`,
              currency: "EUR",
              products: [{ product_id: "x", price: 5 + order * 7, quantity: 1 }],
            }
          : isSearch
            ? { query: ["tent", "tents"][pick(2)]! }
            : { product_id: "x", position: pick(10), ...(next() < 0.7 ? { decision_id: named.id } : {}) },
      };
      const read = readEvent(raw as never, { receivedAt: now, place: i });
      if (typeof read === "string") throw new Error(read);
      return read;
    });
    const spool = new Spool({ directory: join(directory, `spool${round}`) });
    for (const decision of [...waiting.splice(0), ...decisions.filter((each) => !late.includes(each))])
      void spool.append(decision);
    waiting.push(...late);
    spool.close();
    const writer = new DecisionWriter({ pool: home.pool, directory: join(directory, `spool${round}`) });
    if (round % 2) await writer.drain();
    await store.append(testWorkspace, events);
    if (round % 2 === 0) await writer.drain();
    await writer.stop();
    expect(await hasUnfolded(home.pool, testWorkspace, now)).toBe(true);
    kills += await foldKilledEverywhere();
    expect(await hasUnfolded(home.pool, testWorkspace, now)).toBe(false);
  }
  expect(kills).toBeGreaterThan(20);
  const inRounds = await reading();
  expect(await home.pool.query("select hash from blob")).toMatchObject({ rowCount: 1 });
  await home.pool.query("delete from experiment_fold");
  const whole = await foldExperiment(source(), experiment, options);
  expect(whole?.decisions).toBeGreaterThan(150);
  expect(rounded(inRounds)).toEqual(rounded(await reading()));
  expect(whole?.reading.crossedOver).toBeGreaterThan(0);
  for (const { arms } of whole!.reading.metrics) for (const { sum } of arms) expect(sum).toBeGreaterThan(0);
  expect(whole?.reading.segments.map(({ value }) => value).sort()).toEqual(["desktop", "new", "phone", "returning"]);
  // Ten products were shown: one is not for sale, one is gone, one sold out. Ten more could be bought.
  expect(whole!.reading.metrics.at(-1)!.arms.map(({ sum, perSum }) => [sum, perSum])).toEqual([
    [7, 17],
    [7, 17],
  ]);
  const clicked = await home.pool.query<{ arm: string; units: number }>(
    `with first as (
       select unit, min(at) as at, min(arms ->> 'exp') as arm from experiment_decision group by unit
       having count(distinct arms ->> 'exp') = 1)
     select arm, count(distinct d.unit)::int as units
     from event e join experiment_decision d using (workspace_id, decision_id) join first on first.unit = d.unit
     where e.name = 'Product Clicked' and (e.payload -> 'properties' ->> 'position')::int < 5
       and e.at >= first.at and e.at < first.at + interval '48 hours' and e.at <= $1
     group by arm order by arm`,
    [new Date(now)],
  );
  const click = whole!.reading.metrics.find(({ metric }) => metric === "click")!;
  expect(click.arms.map(({ arm, sum }) => ({ arm, units: sum }))).toEqual(clicked.rows);

  // With the demo shop its events go out of the sums again.
  await home.pool.query("update workspace set demo_shop = 'there' where id = $1", [testWorkspace]);
  const exposed = await home.pool.query<{ at: Date }>(
    "select min(at) as at from experiment_decision where unit = 'p2'",
  );
  const demo = readEvent(
    {
      type: "track",
      event: "Order Completed",
      userId: "p2",
      messageId: "demo",
      timestamp: new Date(exposed.rows[0]!.at.getTime() + 60_000).toISOString(),
      context: { simulated: true },
      properties: { order_id: "demo", currency: "EUR", products: [{ product_id: "x", price: 9000, quantity: 1 }] },
    },
    { receivedAt: now, place: 0 },
  );
  await store.append(testWorkspace, [demo as Event]);
  await foldExperiment(source(), experiment, options);
  const withDemo = rounded(await reading());
  await home.pool.query("delete from event where workspace_id = $1 and demo", [testWorkspace]);
  await home.pool.query("update workspace set demo_shop = null where id = $1", [testWorkspace]);
  await foldExperiment(source(), experiment, options);
  expect(rounded(await reading())).toEqual(rounded(inRounds));
  expect(withDemo).not.toEqual(rounded(inRounds));
}, 120_000);

it("stops where it is canceled, stores what it had, and comes to the same numbers when it goes on", async () => {
  await home.pool.query("delete from experiment_fold");
  const whole = await foldExperiment(source(), experiment, options);
  await home.pool.query("delete from experiment_fold");
  let runs = 0;
  for (; ; runs++) {
    const cancel = new AbortController();
    const canceled = { ...options, signal: cancel.signal, onStored: () => cancel.abort(new Error("canceled")) };
    const report = await foldExperiment(source(), experiment, canceled).catch((error: Error) => error.message);
    if (typeof report === "object") {
      expect(rounded(report.reading)).toEqual(rounded(whole!.reading));
      break;
    }
    expect(report).toBe("canceled");
  }
  expect(runs).toBeGreaterThan(1);
  const signal = AbortSignal.abort(new Error("canceled"));
  await expect(foldExperiment(source(), experiment, { ...options, signal })).rejects.toThrow("canceled");
  expect(rounded(await reading())).toEqual(rounded(whole!.reading));
}, 60_000);

it("stores a node that failed and was skipped as one that failed, and one that lacked an input as skipped alone", async () => {
  const times = { startMs: 0, durationMs: 1, queueMs: 0 };
  const decision = sampleDecision({
    ...{ workspaceId: testWorkspace, id: newDecisionId(now), at: now, unit: "skips", arms: { exp: "a" } },
    steps: [
      { ...times, node: "rank", outcome: "skipped", reason: "the model is away", failed: true },
      { ...times, node: "after", outcome: "skipped", reason: "no products" },
      { ...times, node: "slow", outcome: "ran", reason: "took 80.0 ms, limit 50 ms" },
    ],
  });
  const spool = new Spool({ directory: join(directory, "skips") });
  void spool.append(decision);
  spool.close();
  const writer = new DecisionWriter({ pool: home.pool, directory: join(directory, "skips") });
  await writer.drain();
  await writer.stop();
  await takePending(home.pool, testWorkspace);
  const { rows } = await home.pool.query("select facts from experiment_decision where unit = 'skips'");
  expect(rows[0]?.facts).toMatchObject({ failed: ["rank"], skipped: ["rank", "after"], late: ["slow"] });
});
