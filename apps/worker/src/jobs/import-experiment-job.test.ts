import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { Readable } from "node:stream";
import { isDeepStrictEqual } from "node:util";
import { gzipSync } from "node:zlib";
import type { Reading } from "@aisle/contracts/reading";
import { ExperimentStore } from "@aisle/platform/experiments/experiment-store";
import { compareArms, type Effect } from "@aisle/stats/effects/compare-arms";
import { proportionSummary, type SampleSummary } from "@aisle/stats/effects/sample-summary";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testWorkspace } from "../test-home.ts";
import { startTestJobs, type TestJobs } from "../test-jobs.ts";

let jobs: TestJobs;
let count = 0;

beforeAll(async () => {
  jobs = await startTestJobs();
});
afterAll(() => jobs?.stop());

const store = () => new ExperimentStore(jobs.home.pool);

async function importFile(
  fileName: string,
  content: string | Buffer,
  options: object = {},
  experimentId = `exp_${++count}`,
) {
  const uploadId = await jobs.uploads.store(Readable.from([Buffer.from(content)]));
  const payload = {
    workspaceId: testWorkspace,
    experimentId,
    key: `key-${experimentId}`.replace("_", "-"),
    uploadId,
    fileName,
    askedBy: "ines",
  };
  const job = await jobs.run("import-experiment", { ...payload, options: JSON.stringify(options) });
  return {
    job,
    experimentId,
    uploadId,
    report: (job.result as { readonly experiment?: object } | undefined)?.experiment,
  };
}

async function readingOf(id: string): Promise<Reading> {
  return (await store().reading(testWorkspace, id))!;
}

const means = (reading: Reading, at: number) => reading.metrics[at]!.arms.map(({ mean }) => mean);

describe("a file with one row a unit", () => {
  const rows = Array.from({ length: 4000 }, (_, i) => {
    const arm = i % 2 === 0 ? "control" : "bold";
    const bought = i % 11 === 0 || (arm === "bold" && i % 7 === 0);
    return `u${i},${arm},${bought},${bought ? (i % 5) + 1.5 : 0}`;
  });
  const file = `user_id,variant,bought,spend\n${rows.join("\n")}\n`;

  it("becomes a stopped experiment with a reading, shares and means apart", async () => {
    const { job, experimentId, report, uploadId } = await importFile("split.csv", file, { name: "Bold buttons" });
    expect([job.state, report]).toMatchObject(["completed", { rows: 4000, rejected: 0 }]);
    expect(existsSync(jobs.uploads.path(uploadId))).toBe(false);
    const experiment = (await store().find(testWorkspace, experimentId))!;
    expect(experiment).toMatchObject({
      name: "Bold buttons",
      kind: "import",
      state: "stopped",
      pipelineId: null,
      revision: 2,
    });
    expect(experiment.spec.arms.map(({ key, name, weight }) => [key, name, weight])).toEqual([
      ["a", "control", 0.5],
      ["b", "bold", 0.5],
    ]);
    expect(experiment.spec.metrics.map(({ metric, role }) => [metric.name, metric.kind, role])).toEqual([
      ["bought", "proportion", "primary"],
      ["spend", "mean", "secondary"],
    ]);
    const reading = await readingOf(experimentId);
    expect(reading.units).toEqual({ a: 2000, b: 2000 });
    const bought = (arm: string) => rows.filter((row) => row.includes(`,${arm},true`)).length;
    const [a, b] = ["control", "bold"].map((arm) => proportionSummary(bought(arm), 2000) as SampleSummary) as [
      SampleSummary,
      SampleSummary,
    ];
    expect(means(reading, 0)).toEqual([a.mean, b.mean]);
    const expected = compareArms(a, b, { scale: "relative" }) as Effect;
    expect(reading.metrics[0]!.effects[0]).toMatchObject({ arm: "b", estimate: expect.closeTo(expected.estimate, 12) });
    expect(reading.metrics[0]!.verdicts).toEqual({ b: "better" });
    const spent = rows
      .filter((row) => row.includes(",control,"))
      .reduce((sum, row) => sum + Number(row.split(",")[3]), 0);
    expect(means(reading, 1)[0]).toBeCloseTo(spent / 2000, 10);
  });

  it("says of each row that cannot be a unit why, and counts those that crossed over", async () => {
    const odd = ["u0,control,1,1", "u1,control,1,1", ",bold,0,0", "x1,,0,0", "x2,bold,maybe,0", "x3,bold"];
    const { report, experimentId } = await importFile("odd.csv", `${file}${odd.join("\n")}\n`, { metrics: ["bought"] });
    expect(report).toMatchObject({
      rows: 4006,
      rejected: 6,
      rejectedRows: [
        { line: 4002, reason: "the user_id is there already" },
        { line: 4003, reason: "the user_id is there already" },
        { line: 4004, reason: "no user_id" },
        { line: 4005, reason: "no variant" },
        { line: 4006, reason: "no number in bought" },
        { line: 4007, reason: expect.stringContaining("columns") },
      ].sort((one, other) => Number(one.line === 4007) * -1 + Number(other.line === 4007)),
    });
    expect((await readingOf(experimentId)).crossedOver).toBe(1);
  });

  it.each([
    ["no arm", "user_id,x\nu1,1\n", {}, "No column is called like an arm"],
    ["one arm", "user_id,arm,x\nu1,a,1\n", {}, "two arms at least"],
    ["no numbers", "user_id,arm,x\nu1,a,yes\nu2,b,no\n", {}, "No column holds a number"],
    [
      "a column that is not there",
      "user_id,arm,x\nu1,a,1\nu2,b,0\n",
      { metrics: ["spend"] },
      "There is no column “spend”",
    ],
    ["weights of another split", "user_id,arm,x\nu1,a,1\nu2,b,0\n", { weights: [0.5, 0.3] }, "2 shares that sum to 1"],
    ["a control that nobody had", "user_id,arm,x\nu1,a,1\nu2,b,0\n", { control: "c" }, "No row is of the control"],
    ["an empty file", "", {}, "empty"],
  ])("refuses a file with %s, and makes no experiment", async (_what, content, options, reason) => {
    const { job, experimentId } = await importFile("bad.csv", content, options);
    expect([job.state, job.failure]).toEqual(["failed", expect.stringContaining(reason)]);
    expect(await store().find(testWorkspace, experimentId)).toBeUndefined();
  });

  it("makes one experiment however often its job runs", async () => {
    const first = await importFile("again.csv", file, {}, "exp_again");
    const second = await importFile("again.csv", file, {}, "exp_again");
    expect([first.job.state, second.job.state]).toEqual(["completed", "completed"]);
    const all = (await store().list(testWorkspace)).filter(({ id }) => id === "exp_again");
    expect(all.map(({ revision, state }) => [revision, state])).toEqual([[2, "stopped"]]);
    expect(isDeepStrictEqual((await readingOf("exp_again")).units, { a: 2000, b: 2000 })).toBe(true);
  });

  it("is not read again when experiments are: it has no rows to read", async () => {
    const { experimentId } = await importFile("once.csv", file);
    const before = await readingOf(experimentId);
    for (const payload of [{ workspaceId: testWorkspace }, { workspaceId: testWorkspace, experimentId }])
      expect((await jobs.run("fold-experiments", payload)).state).toBe("completed");
    expect(await readingOf(experimentId)).toEqual(before);
  });

  it("reads JSON lines in gzip, with the row for a unit", async () => {
    const lines = Array.from({ length: 300 }, (_, i) =>
      JSON.stringify({ group: i % 3, bought: i % 4 === 0, spend: i % 7 }),
    );
    const { report, experimentId } = await importFile("rows.jsonl.gz", gzipSync(lines.join("\n")), {
      weights: [0.2, 0.4, 0.4],
    });
    expect(report).toMatchObject({ rows: 300, rejected: 0 });
    const reading = await readingOf(experimentId);
    expect(reading.units).toEqual({ a: 100, b: 100, c: 100 });
    expect(reading.health.find(({ check }) => check === "sample-ratio")!.state).not.toBe("clear");
  });
});

const cats = "../shared/data/abtest-cookie-cats/players.csv.gz";
it.runIf(existsSync(cats))("finds the rates of the Cookie Cats test, and that its split is off", async () => {
  const { report, experimentId } = await importFile("players.csv.gz", await readFile(cats), {
    metrics: ["retention_1", "retention_7", "sum_gamerounds"],
  });
  expect(report).toMatchObject({ rows: 63_040, rejected: 0 });
  const reading = await readingOf(experimentId);
  const [day1, day7] = [means(reading, 0), means(reading, 1)];
  // Of a part of the file whose whole has .4482, .4423, .1902 and .1820.
  for (const [found, whole] of [
    [day1[0], 0.4482],
    [day1[1], 0.4423],
    [day7[0], 0.1902],
    [day7[1], 0.182],
  ] as const)
    expect(Math.abs(found! - whole)).toBeLessThan(0.004);
  expect(reading.health.find(({ check }) => check === "sample-ratio")).toMatchObject({
    state: expect.stringMatching(/warning|broken/),
  });
});

const mails = "../shared/data/abtest-hillstrom-email/customers.csv.gz";
it.runIf(existsSync(mails))("finds the rates of the Hillstrom e-mail test, three arms evenly split", async () => {
  const { experimentId } = await importFile("customers.csv.gz", await readFile(mails), {
    arm: "segment",
    control: "No E-Mail",
    metrics: ["visit", "conversion", "spend"],
  });
  const reading = await readingOf(experimentId);
  expect(reading.units).toEqual({ a: 14_884, b: 14_888, c: 15_013 });
  const known = [
    [0.1056, 0.1838, 0.1521],
    [0.00618, 0.01189, 0.00899],
    [0.744, 1.306, 1.083],
  ];
  for (const [at, rates] of known.entries())
    for (const [arm, rate] of rates.entries())
      expect(means(reading, at)[arm]).toBeCloseTo(rate, at === 0 ? 4 : at === 1 ? 5 : 3);
  expect(reading.health.find(({ check }) => check === "sample-ratio")!.state).toBe("clear");
  expect(reading.withheld).toBe(false);
  expect(reading.metrics[0]!.verdicts).toEqual({ b: "better", c: "better" });
});
