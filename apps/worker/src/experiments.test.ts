import type { Caller } from "@aisle/app/access/caller";
import { builtInMetrics } from "@aisle/app/experiments/built-in-metrics";
import type { ExperimentSpec } from "@aisle/contracts/experiment";
import { experimentSpecSchema } from "@aisle/contracts/experiment-schema";
import { EventStore } from "@aisle/platform/events/event-store";
import { ExperimentStore } from "@aisle/platform/experiments/experiment-store";
import { endpointsChannel } from "@aisle/platform/pipelines/endpoint-store";
import { listen } from "@aisle/platform/postgres/listen";
import type { Edit } from "@aisle/runtime/graph/edit";
import { expect, it } from "vitest";
import { rankGraph, rankSchema } from "./test-graphs.ts";
import { addWorkspace, testWorkspace } from "./test-home.ts";
import { caller, testPipelines } from "./test-pipelines.ts";

const studio = testPipelines();
const experiments = () => studio.services.experiments;
const store = () => new ExperimentStore(studio.home.pool);

const cheaper: Edit = { do: "set-field", node: "sort", version: 1, path: ["order"], value: "ascending" };

/** A draft on a live pipeline of its own. */
async function begin(slug: string, edits: readonly Edit[] = [cheaper]) {
  const { pipelineId, versionId } = await studio.shop.activate(slug, rankGraph());
  const { id } = await experiments().begin(caller, { pipelineId, edits, name: `Sort of ${slug}` });
  return { id, pipelineId, versionId };
}

/** The whole spec of an experiment, with some of it changed. */
async function specOf(id: string, change: Partial<ExperimentSpec> = {}): Promise<ExperimentSpec> {
  const { spec } = (await store().find(testWorkspace, id))!;
  return { ...spec, ...change };
}

const refused = (...reasons: readonly string[]) => ({
  code: "experiment.refused",
  details: { reasons: reasons.map((reason) => expect.stringContaining(reason)) },
});

const actions = async (subject: string) =>
  (
    await studio.home.pool.query<{ action: string }>("select action from audit_entry where subject = $1 order by seq", [
      subject,
    ])
  ).rows.map(({ action }) => action);

it("begins an experiment on the live version with what is tested in its treatment arm", async () => {
  const { id, pipelineId, versionId } = await begin("begun");
  const detail = await experiments().get(caller, id);
  expect(detail).toMatchObject({
    name: "Sort of begun",
    state: "draft",
    pipeline: { id: pipelineId, slug: "begun" },
    versionId,
    versionNumber: 1,
    liveNumber: null,
    verdict: { kind: "draft" },
    spec: { unit: { kind: "shopper", field: "shopperId" }, plannedDays: 14 },
    can: { edit: true, start: true, stop: false, decide: false, archive: true },
  });
  expect(detail.arms.map(({ key, nodes, changes }) => [key, nodes, changes])).toEqual([
    ["a", [], []],
    ["b", ["sort"], [expect.stringMatching(/^Sort.*, order: “descending” → “ascending”$/)]],
  ]);
  expect(experimentSpecSchema.safeParse(await specOf(id)).success).toBe(true);
  expect((await experiments().list(caller, { pipelineId })).map((row) => row.id)).toEqual([id]);
  expect(await experiments().list(caller, { search: "sort of BEGUN" })).toHaveLength(1);
  await experiments().update(caller, id, {
    revision: 1,
    spec: await specOf(id, {
      arms: detail.arms.map(({ changes: _c, nodes: _n, ...arm }) => ({ ...arm, name: `${arm.name} dear ones` })),
    }),
  });
  expect(await experiments().list(caller, { search: "b DEAR" })).toMatchObject([{ id }]);
});

it("goes from a draft to a decision, each step in the audit log, and cannot skip one", async () => {
  const { id } = await begin("whole-way");
  await expect(experiments().decide(caller, id, { arm: "b", reason: "hurry" })).rejects.toMatchObject(
    refused("It is draft"),
  );
  expect(await experiments().check(caller, id)).toEqual([]);
  const { jobId } = await experiments().start(caller, id);
  expect(await studio.services.jobs.get(caller, jobId!)).toMatchObject({ id: jobId });
  await expect(experiments().start(caller, id)).rejects.toMatchObject(refused("It is starting"));
  const { revision } = await experiments().get(caller, id);
  const started = { state: "running", startedAt: new Date(Date.now() - 4.5 * 86_400_000) } as const;
  await store().change(studio.shop.actor, id, revision, ["starting"], started);
  expect(await experiments().get(caller, id)).toMatchObject({ day: 5, verdict: { kind: "waiting" } });
  await expect(experiments().archive(caller, id, true)).rejects.toMatchObject(refused("It is running"));
  await expect(experiments().remove(caller, id)).rejects.toMatchObject(refused("archive it"));
  await expect(experiments().stop(caller, id, " ")).rejects.toMatchObject(refused("Say why"));
  await experiments().stop(caller, id, "the shop closed");
  await expect(experiments().decide(caller, id, { arm: "z", reason: " " })).rejects.toMatchObject(
    refused("no arm “z”", "Say why"),
  );
  await experiments().decide(caller, id, { arm: null, reason: "Too little traffic." });
  const detail = await experiments().get(caller, id);
  expect(detail).toMatchObject({
    state: "decided",
    stopReason: "the shop closed",
    decision: { arm: null, reason: "Too little traffic.", by: "ines" },
    verdict: { kind: "decided", headline: "Decided: no arm was chosen", detail: "Too little traffic." },
  });
  expect(detail.annotations.map(({ kind }) => kind)).toEqual(["started", "published", "stopped", "decided"]);
  await experiments().archive(caller, id, true);
  expect(await experiments().list(caller, { search: "too little" })).toEqual([]);
  expect(await experiments().list(caller, { archived: true, search: "too little" })).toHaveLength(1);
  expect(await experiments().list(caller, { archived: true, search: "shop CLOSED" })).toHaveLength(1);
  expect(await actions(id)).toEqual(
    ["created", "started", "started", "stopped", "decided", "archived"].map((what) => `experiment.${what}`),
  );
});

it("marks on the time axis when its winner was promoted", async () => {
  const { id } = await begin("promoted");
  await experiments().start(caller, id);
  await store().change(studio.shop.actor, id, 2, ["starting"], { state: "running", startedAt: new Date() });
  await experiments().decide(caller, id, { arm: "b", reason: "Cheap sells." });
  await experiments().promote(caller, id, "b");
  expect((await experiments().get(caller, id)).annotations.at(-1)).toMatchObject({
    kind: "promoted",
    text: "Promoted B",
  });
});

it("refuses a spec with every reason at once, and stores nothing of it", async () => {
  const { id } = await begin("faulty");
  const before = await experiments().get(caller, id);
  const [control, treatment] = before.arms.map(({ changes: _c, nodes: _n, ...arm }) => arm);
  const gone: Edit = { ...cheaper, node: "nobody" };
  const spec = await specOf(id, {
    arms: [
      { ...control!, weight: 0.5, edits: [cheaper] },
      { ...treatment!, weight: 0.3, edits: [gone, { do: "remove-node", id: "nothing" }] },
    ],
    group: { name: "home", range: [0.5, 0.5] },
    metrics: [{ metric: { ...builtInMetrics[0]!.metric, kind: "ratio" }, role: "guardrail" }],
  });
  await expect(experiments().update(caller, id, { revision: 1, spec })).rejects.toMatchObject(
    refused(
      "sum to 0.8",
      "The first arm is the control",
      "range of the exclusion group is empty",
      "is a ratio and says not of what",
      "needs a limit",
      "Arm B: a change does not fit the version",
      "Arm B: a change does not fit the version",
    ),
  );
  expect(await experiments().get(caller, id)).toMatchObject({ revision: 1, arms: before.arms });
});

it.each<[string, Partial<ExperimentSpec>, string]>([
  ["one arm", { arms: [{ key: "a", name: "A", weight: 1, edits: [] }] }, "two arms at least"],
  [
    "an arm that changes what requests look like",
    {
      arms: [
        { key: "a", name: "A", weight: 0.5, edits: [] },
        {
          key: "b",
          name: "B",
          weight: 0.5,
          edits: [
            {
              do: "set-field",
              node: "request",
              version: 1,
              path: ["requestSchema"],
              value: { ...rankSchema, required: ["items", "shopperId"] },
            },
          ],
        },
      ],
    },
    "changes what requests look like",
  ],
  [
    "a version that is gone",
    {
      arms: [
        { key: "a", name: "A", weight: 0.5, edits: [] },
        { key: "b", name: "B", weight: 0.5, edits: [], versionId: "ver_none" },
      ],
    },
    "its version is gone",
  ],
])("refuses %s", async (what, change, reason) => {
  const { id } = await begin(`refuses-${what.replaceAll(" ", "-").slice(0, 40)}`);
  const spec = await specOf(id, change);
  await expect(experiments().update(caller, id, { revision: 1, spec })).rejects.toMatchObject(refused(reason));
});

it("refuses the version of another pipeline, and a version that is not live", async () => {
  const { versionId } = await studio.shop.activate("elsewhere", rankGraph());
  const { pipelineId } = await studio.shop.activate("here", rankGraph());
  await expect(experiments().begin(caller, { pipelineId, edits: [], versionId })).rejects.toMatchObject(
    refused("version of another pipeline"),
  );
  const unpublished = await studio.create(rankGraph());
  await expect(experiments().begin(caller, { pipelineId: unpublished, edits: [cheaper] })).rejects.toMatchObject({
    code: "experiment.refused",
  });
});

it("says before the start what is missing, and takes a short plan with a reason", async () => {
  const { id } = await begin("short", []);
  const spec = await specOf(id, { plannedDays: 7, coverage: 0, metrics: [], unit: { kind: "field", field: "visit" } });
  await experiments().update(caller, id, { revision: 1, spec });
  const missing = [
    "the primary one",
    "planned for 7 days",
    "covers nobody",
    "no field “visit”",
    "Arm B changes nothing",
  ];
  expect(await experiments().check(caller, id)).toEqual(missing.map((reason) => expect.stringContaining(reason)));
  await expect(experiments().start(caller, id)).rejects.toMatchObject(refused(...missing));
  const good = await specOf((await begin("short-good")).id, { plannedDays: 7, shortReason: "The sale ends." });
  await experiments().update(caller, id, { revision: 2, spec: good });
  expect(await experiments().check(caller, id)).toEqual([]);
});

it("makes a bandit or an interleaving of a test that is a draft, and says what does not fit that kind", async () => {
  const { id } = await begin("kinds");
  const ratio = builtInMetrics.find(({ metric }) => metric.kind === "ratio")!.metric;
  const spec = await specOf(id, {
    bandit: { floor: 0.6, everyHours: 24 },
    metrics: [{ metric: ratio, role: "primary" }],
  });
  await experiments().update(caller, id, { revision: 1, kind: "bandit", spec });
  expect(await experiments().get(caller, id)).toMatchObject({
    kind: "bandit",
    weights: [],
    spec: { bandit: { floor: 0.6 } },
  });
  const wrong = ["A bandit follows a proportion or a mean", "more than there is for 2 arms"];
  expect(await experiments().check(caller, id)).toEqual(
    expect.arrayContaining(wrong.map((reason) => expect.stringContaining(reason))),
  );
  await experiments().update(caller, id, { revision: 2, kind: "interleaving" });
  expect((await experiments().list(caller, {})).find((row) => row.id === id)?.kind).toBe("interleaving");
  await store().change({ workspaceId: testWorkspace, userId: null, via: "job" }, id, 3, ["draft"], {
    ...{ state: "running", startedAt: new Date() },
  });
  await expect(experiments().update(caller, id, { revision: 4, kind: "test" })).rejects.toMatchObject(
    refused("what kind of experiment it is stays"),
  );
});

it("keeps experiments of one exclusion group apart, and names those that touch the same nodes", async () => {
  const { pipelineId } = await studio.shop.activate("shared", rankGraph());
  const made = await Promise.all(
    ["One", "Two"].map((name) => experiments().begin(caller, { pipelineId, edits: [cheaper], name })),
  );
  const [one, two] = made.map(({ id }) => id) as [string, string];
  const group = (range: [number, number]) => ({ group: { name: "sort", range } });
  await experiments().update(caller, one, { revision: 1, spec: await specOf(one, group([0, 0.6])) });
  await experiments().start(caller, one);
  expect((await experiments().get(caller, two)).collisions).toEqual([{ id: one, name: "One", nodes: ["sort"] }]);
  await experiments().update(caller, two, { revision: 1, spec: await specOf(two, group([0.5, 1])) });
  await expect(experiments().start(caller, two)).rejects.toMatchObject(refused("“One” runs in the exclusion group"));
  await experiments().update(caller, two, { revision: 2, spec: await specOf(two, group([0.6, 1])) });
  await experiments().start(caller, two);
  expect((await experiments().get(caller, two)).collisions).toEqual([]);
});

it("lets one of two people change an experiment, and says so to the other", async () => {
  const { id } = await begin("together");
  const changes = await Promise.allSettled(
    ["Mine", "Yours", "Theirs"].map((name) => experiments().update(caller, id, { revision: 1, name })),
  );
  const codes = changes.flatMap((one) => (one.status === "rejected" ? [one.reason.code] : []));
  expect(codes).toEqual(["experiment.changed-meanwhile", "experiment.changed-meanwhile"]);
  expect((await experiments().get(caller, id)).revision).toBe(2);
  const ends = await Promise.allSettled([experiments().start(caller, id), experiments().remove(caller, id)]);
  expect(ends.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
});

it("gives a key to one experiment, and a wish for it to no other", async () => {
  const input = { key: "free-shipping", name: "Free shipping" };
  const { id: external } = await experiments().beginExternal(caller, input);
  await expect(experiments().beginExternal(caller, input)).rejects.toMatchObject({ code: "experiment.refused" });
  expect(await experiments().start(caller, external)).toEqual({ jobId: null });
  expect(await experiments().get(caller, external)).toMatchObject({ state: "running", pipeline: null, day: 1 });
});

it("starts no experiment of a front end on metrics of answers, which it never gives", async () => {
  const { id } = await experiments().beginExternal(caller, { name: "Green button" });
  const spec = await specOf(id);
  const builtIn = (name: string) => builtInMetrics.find(({ metric }) => metric.id === `built-in/${name}`)!.metric;
  const metrics = [...spec.metrics, { metric: builtIn("click-through"), role: "secondary" } as const];
  const ofAnswers = [...metrics, { metric: builtIn("fell-back"), role: "guardrail", limit: 0.1 } as const];
  await experiments().update(caller, id, { revision: 1, spec: { ...spec, metrics: ofAnswers } });
  await expect(experiments().start(caller, id)).rejects.toMatchObject(
    refused("“Click-through” is of answers of an endpoint", "“Fell-back share” is of answers of an endpoint"),
  );
  await experiments().update(caller, id, { revision: 2, spec });
  expect(await experiments().check(caller, id)).toEqual([]);
});

it("shows nothing of an experiment to another workspace", async () => {
  const { id } = await begin("ours");
  await addWorkspace(studio.home.pool, "ws_other");
  const other: Caller = { ...caller, workspaceId: "ws_other" };
  expect(await experiments().list(other, {})).toEqual([]);
  for (const act of [
    () => experiments().get(other, id),
    () => experiments().start(other, id),
    () => experiments().remove(other, id),
    () => experiments().update(other, id, { revision: 1, name: "Theirs" }),
  ])
    await expect(act()).rejects.toMatchObject({ code: "experiment.not-found" });
});

it("notifies serving processes of what begins and ends, and of nothing else", async () => {
  const heard: string[] = [];
  const listener = listen({
    url: studio.home.environment.databaseUrl,
    channels: [endpointsChannel],
    onNotify: (_channel, workspaceId) => heard.push(workspaceId),
    onConnect: () => undefined,
  });
  await listener.ready;
  const { id } = await begin("heard");
  const marks = async () => {
    const before = heard.length;
    await studio.home.pool.query("select pg_notify($1, 'end')", [endpointsChannel]);
    await expect.poll(() => heard.slice(before).includes("end")).toBe(true);
    return heard.splice(0).filter((one) => one !== "end").length;
  };
  await marks();
  await experiments().update(caller, id, { revision: 1, name: "Quiet" });
  expect(await marks()).toBe(0);
  await experiments().start(caller, id);
  expect(await marks()).toBe(1);
  await experiments().stop(caller, id, "Nobody needs it any more");
  expect(await marks()).toBe(1);
  await experiments().setHoldout(caller, 0.1);
  expect(await marks()).toBe(1);
  expect(await experiments().holdout(caller)).toBeCloseTo(0.1);
  await experiments().setHoldout(caller, 0);
  await listener.close();
});

it("offers its own metrics with a warning where their events never came, and stores those of people", async () => {
  const choices = await experiments().metrics(caller);
  expect(choices.filter(({ builtIn }) => builtIn).length).toBeGreaterThan(12);
  const { metric, warning } = choices.find(({ metric: { id } }) => id === "built-in/conversion")!;
  expect(warning).toContain("“Order Completed”");
  const event = {
    messageId: "m",
    at: Date.now(),
    type: "track",
    name: " order completed",
    payload: {},
    interactions: [],
  };
  await new EventStore(studio.home.pool).append(testWorkspace, [event]);
  const again = await experiments().metrics(caller);
  expect(again.find(({ metric: { id } }) => id === "built-in/conversion")!.warning).toBeNull();
  await expect(experiments().storeMetric(caller, metric)).rejects.toMatchObject(refused("come with Aisle"));
  await experiments().storeMetric(caller, { ...metric, id: "signed-up", name: "Signed up" });
  const own = (await experiments().metrics(caller)).filter(({ builtIn }) => !builtIn);
  expect(own.map(({ metric: { name } }) => name)).toEqual(["Signed up"]);
  await experiments().archiveMetric(caller, "signed-up");
  await expect(experiments().archiveMetric(caller, "signed-up")).rejects.toMatchObject({ code: "experiment.refused" });
});
