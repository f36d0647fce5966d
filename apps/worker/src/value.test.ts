import type { Reading } from "@aisle/contracts/reading";
import { ExperimentStore } from "@aisle/platform/experiments/experiment-store";
import { PipelineStore } from "@aisle/platform/pipelines/pipeline-store";
import { createPrismaClient } from "@aisle/platform/postgres/prisma-client";
import { ValueStore } from "@aisle/platform/value/value-store";
import { expect, it } from "vitest";
import { ValueWatch } from "./jobs/value-watch.ts";
import { rankGraph } from "./test-graphs.ts";
import { testWorkspace } from "./test-home.ts";
import { caller, testPipelines } from "./test-pipelines.ts";

const studio = testPipelines();

it("gives an endpoint with a holdout an experiment for each month of its workspace, and ends it with the setting", async () => {
  const { pool } = studio.home;
  await pool.query("update workspace set time_zone = 'Asia/Tokyo' where id = $1", [testWorkspace]);
  const { pipelineId, versionId: first } = await studio.shop.activate("held", rankGraph());
  await studio.shop.activate("held", rankGraph());
  const experiments = new ExperimentStore(pool);
  const value = new ValueStore(pool);
  const by = studio.shop.actor;
  const watch = new ValueWatch(
    {
      pool,
      experiments,
      records: new PipelineStore(createPrismaClient(pool), pool),
      workspaces: { ids: async () => [testWorkspace] } as never,
    },
    () => undefined,
  );
  const listed = async () =>
    (await experiments.list(testWorkspace, { pipelineId })).map(({ name, kind, state }) => [name, kind, state]);
  const november = new Date("2026-11-20T12:00:00Z");
  await watch.poll(november);
  expect(await listed()).toEqual([]);
  await value.setHoldout(by, pipelineId, { share: 0.1, versionId: first });
  await watch.poll(november);
  await watch.poll(november);
  expect(await listed()).toEqual([[expect.stringMatching(/^Holdout of .*, 2026-11$/), "holdout", "starting"]]);
  const [begun] = await experiments.active(testWorkspace, pipelineId);
  expect(begun!.spec.arms.map(({ key, weight, versionId }) => [key, weight, versionId])).toEqual([
    ["live", 0.9, undefined],
    ["holdout", 0.1, first],
  ]);
  expect(begun!.spec.unit).toEqual({ kind: "shopper", field: "shopperId" });
  await experiments.change(by, begun!.id, begun!.revision, ["starting"], { state: "running", startedAt: november });
  // Midnight in Tokyo is 15:00 in UTC.
  await watch.poll(new Date("2026-11-30T14:59:00Z"));
  expect(await listed()).toHaveLength(1);
  await watch.poll(new Date("2026-11-30T15:01:00Z"));
  expect((await listed()).map(([name, , state]) => [name?.slice(-7), state]).sort()).toEqual([
    ["2026-11", "stopped"],
    ["2026-12", "starting"],
  ]);
  // What somebody stopped stays stopped for the month.
  const [december] = await experiments.active(testWorkspace, pipelineId);
  await experiments.change(by, december!.id, december!.revision, ["starting"], {
    state: "running",
    startedAt: new Date(),
  });
  await experiments.change(by, december!.id, december!.revision + 1, ["running"], {
    state: "stopped",
    stoppedAt: new Date(),
  });
  await watch.poll(new Date("2026-12-20T12:00:00Z"));
  expect(await experiments.active(testWorkspace, pipelineId)).toEqual([]);
  await watch.poll(new Date("2027-01-05T12:00:00Z"));
  expect((await experiments.active(testWorkspace, pipelineId)).map(({ name }) => name.slice(-7))).toEqual(["2027-01"]);
  await value.setHoldout(by, pipelineId, null);
  await watch.poll(new Date("2027-01-05T12:01:00Z"));
  expect(await experiments.active(testWorkspace, pipelineId)).toEqual([]);
});

const reading = (change: Partial<Reading> = {}): Reading => ({
  at: Date.now(),
  currency: "EUR",
  units: { live: 9000, holdout: 1000 },
  crossedOver: 0,
  metrics: [
    {
      metric: "built-in/holdout-revenue",
      role: "primary",
      arms: [
        { arm: "live", units: 9000, sum: 0, mean: 120, variance: 90_000, interval: { low: null, high: null } },
        { arm: "holdout", units: 1000, sum: 0, mean: 100, variance: 90_000, interval: { low: null, high: null } },
      ],
      effects: [],
      verdicts: {},
      method: "meanSummary",
    },
  ],
  segments: [],
  health: [],
  withheld: false,
  days: [],
  ...change,
});

it("says what an endpoint earned over its holdout, in money with its interval, and claims nothing without one", async () => {
  const { pool } = studio.home;
  const { value } = studio.services;
  await pool.query("update workspace set time_zone = 'UTC' where id = $1", [testWorkspace]);
  const { pipelineId, versionId } = await studio.shop.activate("earns", rankGraph());
  const of = async () => (await value.month(caller)).endpoints.find(({ slug }) => slug === "earns")!;
  expect((await of()).holdout).toEqual({ state: "off" });
  const hold = (share: number, id = versionId) => value.setHoldout(caller, pipelineId, { share, versionId: id });
  await expect(hold(0.1)).rejects.toMatchObject({ code: "value.holdout" });
  await studio.shop.activate("earns", rankGraph());
  expect(await value.baselines(caller, pipelineId)).toMatchObject([{ versionId, number: 1 }]);
  for (const share of [0, 0.6, Number.NaN]) await expect(hold(share)).rejects.toMatchObject({ code: "value.holdout" });
  await expect(hold(0.1, "ver_of_nobody")).rejects.toMatchObject({ code: "value.holdout" });
  expect(() => value.setHoldout({ ...caller, role: "viewer" }, pipelineId, null)).toThrow(
    expect.objectContaining({ code: "role.not-permitted" }),
  );
  await hold(0.1);
  const store = new ExperimentStore(pool);
  const [held] = await store.active(testWorkspace, pipelineId);
  expect((await of()).holdout).toMatchObject({ state: "waiting", experimentId: held!.id });
  expect((await of()).setting).toMatchObject({ share: 0.1, versionNumber: 1 });
  expect(await studio.services.jobs.list(caller)).toEqual(
    expect.arrayContaining([expect.objectContaining({ id: `start-${held!.id}-${held!.revision}` })]),
  );
  await store.change(studio.shop.actor, held!.id, held!.revision, ["starting"], {
    state: "running",
    startedAt: new Date(),
  });
  await store.storeReading(testWorkspace, held!.id, reading());
  const measured = (await of()).holdout;
  // 20 cents a shopper for 9,000 of them; its standard error is √(90,000/9,000 + 90,000/1,000) = 10 cents.
  expect(measured).toMatchObject({
    state: "measured",
    units: { live: 9000, holdout: 1000 },
    earned: { currency: "EUR", valueMinor: 180_000, level: 0.95 },
    baseline: "Holdout (version 1)",
    isFinal: false,
  });
  if (measured.state !== "measured") throw new Error("not measured");
  expect(measured.earned.low! / 9000).toBeCloseTo(20 - 1.96 * 10, 0);
  expect(measured.earned.high! / 9000).toBeCloseTo(20 + 1.96 * 10, 0);
  const broken = { check: "sample-ratio", state: "broken", message: "The split is uneven.", numbers: {} } as const;
  await store.storeReading(testWorkspace, held!.id, reading({ at: Date.now() + 1, withheld: true, health: [broken] }));
  expect((await of()).holdout).toMatchObject({ state: "waiting", reason: "The split is uneven." });
  await value.setHoldout(caller, pipelineId, null);
  expect(await store.active(testWorkspace, pipelineId)).toEqual([]);
});

it("works out what a kept change added from its effect and the requests since, and says where it cannot", async () => {
  const { pool } = studio.home;
  const { value, experiments } = studio.services;
  const { pipelineId } = await studio.shop.activate("adds", rankGraph());
  const edit = { do: "set-field", node: "sort", version: 1, path: ["order"], value: "ascending" } as const;
  const { id } = await experiments.begin(caller, { pipelineId, edits: [edit], name: "Cheaper first" });
  const store = new ExperimentStore(pool);
  const day = (back: number) => new Date(Date.now() - back * 86_400_000);
  const text = (back: number) => day(back).toISOString().slice(0, 10);
  await store.change(studio.shop.actor, id, 1, ["draft"], { state: "running", startedAt: day(40) });
  await store.change(studio.shop.actor, id, 2, ["running"], { state: "stopped", stoppedAt: day(35) });
  const arm = (key: string, mean: number) => ({
    arm: key,
    units: 1000,
    sum: 0,
    mean,
    variance: 10_000,
    interval: { low: null, high: null },
  });
  const money = { ...reading().metrics[0]!, metric: "built-in/revenue", arms: [arm("a", 100), arm("b", 130)] };
  await store.storeReading(testWorkspace, id, reading({ units: { a: 1000, b: 1000 }, metrics: [money] }));
  const added = async () => (await value.month(caller)).added.find(({ experimentId }) => experimentId === id);
  expect(await added()).toBeUndefined();
  await store.change(studio.shop.actor, id, 3, ["stopped"], {
    state: "decided",
    decision: { arm: "b", reason: "It sells.", by: null, at: day(34) },
  });
  const rows = [0, 1, 2].map((back) => [text(back), 1000] as const).filter(([at]) => at >= `${text(0).slice(0, 7)}-01`);
  // 4,000 requests brought 2,000 units while it ran.
  for (const [at, requests] of [...rows, [text(36), 4000] as const])
    await pool.query(
      "insert into endpoint_day (workspace_id, day, endpoint, answered) values ($1, $2, 'adds', $3) on conflict do nothing",
      [testWorkspace, at, requests],
    );
  // The version that was live before it was decided is not the one that it went into.
  await pool.query("update version set created_at = now() - interval '50 days' where pipeline_id = $1", [pipelineId]);
  expect(await added()).toMatchObject({ liveSince: null, added: { state: "unknown" } });
  await studio.shop.activate("adds", rankGraph());
  await pool.query("update version set created_at = $2 where pipeline_id = $1 and number = 2", [pipelineId, day(34)]);
  const units = (rows.length * 1000) / 2;
  const found = (await added())!;
  expect(found).toMatchObject({
    name: "Cheaper first",
    endpoint: "adds",
    isRule: false,
    changes: [expect.stringContaining("→")],
    added: { state: "estimated", units, value: { currency: "EUR", valueMinor: 30 * units, level: 0.95 } },
  });
  await store.storeReading(testWorkspace, id, reading({ at: Date.now() + 2, withheld: true, metrics: [money] }));
  expect(await added()).toMatchObject({ added: { state: "unknown" } });
});

it("gives a month as rows and as one page: what people named is text in both", async () => {
  const { pool } = studio.home;
  const { value } = studio.services;
  await studio.shop.activate("keeps", rankGraph());
  await pool.query(
    "update pipeline set name = '=cmd|<b>&' where name = (select name from pipeline where id in (select pipeline_id from endpoint where slug = 'keeps'))",
  );
  const month = new Date().toISOString().slice(0, 7);
  await pool.query(
    `insert into attributed_day values ($1, $2, 'keeps', false, 'JPY', 2, 2, 1500, 1, 500), ($1, $2, 'keeps', false, 'EUR', 1, 1, 1999, 0, 0)`,
    [testWorkspace, `${month}-01`],
  );
  await pool.query(
    "insert into model_use_day values ($1, $2, '', 'small-2026', 3, 1000000, 500000), ($1, $2, '', 'other', 1, 5, 5)",
    [testWorkspace, `${month}-01`],
  );
  const csv = await value.report(caller, month, "csv");
  expect(csv.fileName).toBe(`value-${month}.csv`);
  expect(csv.text).toContain(`attributed revenue,keeps,'=cmd|<b>&,,JPY,1000,`);
  expect(csv.text).toContain(`attributed revenue,keeps,'=cmd|<b>&,,EUR,19.99,`);
  expect(csv.text).toContain(`attributed orders with a return,keeps,'=cmd|<b>&,1,`);
  expect(csv.text).toContain(`returned,keeps,'=cmd|<b>&,,JPY,500,`);
  expect(csv.text).toContain("language model,studio,small-2026,3,USD,7.00,");
  expect(csv.text).toContain("no price is set");
  const page = await value.report(caller, month, "html");
  expect(page.text).toContain("=cmd|&#60;b&#62;&#38;");
  expect(page.text).not.toContain("<b>");
  expect(page.text).not.toMatch(/(src|href)=/);
  expect(page.text).toContain("after returns of ¥500 from 1 order");
  expect(page.text).toContain("no uplift is claimed");
  await expect(value.month(caller, "2999-01")).rejects.toMatchObject({ code: "request.invalid" });
  await expect(value.month(caller, "2026-13")).rejects.toMatchObject({ code: "request.invalid" });
  // PostgreSQL has no year 0.
  await expect(value.month(caller, "0000-01")).rejects.toMatchObject({ code: "request.invalid" });
});
