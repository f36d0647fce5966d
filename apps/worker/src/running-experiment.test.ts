import { setTimeout as sleep } from "node:timers/promises";
import type { Caller } from "@aisle/app/access/caller";
import type { Edit } from "@aisle/runtime/graph/edit";
import type { Graph } from "@aisle/runtime/graph/graph";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startServing } from "./serve/serving-process.ts";
import { rankGraph } from "./test-graphs.ts";
import { testWorkspace } from "./test-home.ts";
import { startTestJobs, type TestJobs } from "./test-jobs.ts";
import { callEndpoint } from "./test-serving.ts";
import { openTestStudio } from "./test-studio-services.ts";

const ada: Caller = { workspaceId: testWorkspace, userId: "user_ada", role: "analyst" };
const items = [1, 2, 3, 4].map((n) => ({ id: `p${n}`, score: n }));
const countTo = (count: number): Edit => ({
  do: "set-field",
  node: "answer",
  version: 1,
  path: ["count"],
  value: count,
});
const withSample = (graph: Graph): Graph => ({ ...graph, samples: [{ id: "s", title: "Four", request: { items } }] });
const graph = withSample(rankGraph({ count: 2 }));

let jobs: TestJobs;
let serving: Awaited<ReturnType<typeof startServing>>;
let studio: Awaited<ReturnType<typeof openTestStudio>>;
let key: string;
let pipelineId: string;

beforeAll(async () => {
  jobs = await startTestJobs();
  serving = await startServing(jobs.home.environment);
  studio = await openTestStudio(jobs.home);
  key = await jobs.shop.key();
  ({ pipelineId } = await jobs.shop.activate("shelf", graph));
});
afterAll(async () => {
  await studio?.close();
  await serving?.stop();
  await jobs?.stop();
});

const ask = (shopperId: string, headers = {}) =>
  callEndpoint(jobs.home.url, "shelf", { items, shopperId }, key, headers).then(({ body }) => body);

/** Waits until an answer is as wanted; what is published reaches serving by a notification. */
async function answers(shopperId: string, isSo: (body: Awaited<ReturnType<typeof ask>>) => boolean) {
  for (let waitedMs = 0; waitedMs < 20_000; waitedMs += 50) {
    const body = await ask(shopperId);
    if (isSo(body)) return body;
    await sleep(50);
  }
  throw new Error("it never answers so");
}

async function begin(edits: readonly Edit[], name = "Fewer products") {
  const { experiments } = studio.services;
  const { id } = await experiments.begin(ada, { pipelineId, edits, name });
  const draft = await experiments.get(ada, id);
  return { id, key: draft.key };
}

const state = async (id: string) => {
  const { state, stopReason, problem } = (await studio.services.experiments.get(ada, id)) as {
    state: string;
    stopReason?: string | null;
    problem: string | null;
  };
  return { state, why: stopReason ?? problem ?? "" };
};

/** Publishes a graph as the next version, by its job. */
async function publish(next: Graph) {
  const { versionId } = await jobs.shop.addVersion("shelf", next);
  await jobs.run("publish", { workspaceId: testWorkspace, pipelineId, versionId, slug: "shelf" });
  return versionId;
}

it("assigns every unit an arm of its own once its arms have passed, logs it, and ends with the stop", async () => {
  const experiment = await begin([countTo(3)]);
  const { experiments } = studio.services;
  const { jobId } = await experiments.start(ada, experiment.id);
  expect((await jobs.ended(jobId!)).result).toMatchObject({ followed: "started" });
  expect(await state(experiment.id)).toMatchObject({ state: "running" });
  await answers("s0", ({ variant }) => variant.startsWith(`${experiment.key}:`));
  const arms = new Map<string, string>();
  for (let unit = 0; unit < 60; unit++) {
    const body = await ask(`s${unit}`);
    const arm = body.variant.split(":")[1]!;
    expect(body.items).toHaveLength(arm === "b" ? 3 : 2);
    arms.set(`s${unit}`, arm);
  }
  expect(new Set(arms.values())).toEqual(new Set(["a", "b"]));
  // The same again, and over a restart of what serves.
  await serving.stop();
  serving = await startServing(jobs.home.environment);
  await answers("s0", ({ variant }) => variant === `${experiment.key}:${arms.get("s0")}`);
  for (const [unit, arm] of arms) expect([unit, (await ask(unit)).variant]).toEqual([unit, `${experiment.key}:${arm}`]);
  // Once its decisions are stored, each unit was exposed once.
  for (let waitedMs = 0; ; waitedMs += 100) {
    const { rows } = await jobs.home.pool.query<{ unit: string; arm: string }>(
      "select unit, arm from exposure where workspace_id = $1 and experiment = $2",
      [testWorkspace, experiment.key],
    );
    if (rows.length >= 60) {
      expect(new Map(rows.map(({ unit, arm }) => [unit, arm]))).toEqual(arms);
      break;
    }
    if (waitedMs > 20_000) throw new Error(`${rows.length} exposures are stored`);
    await sleep(100);
  }
  await experiments.stop(ada, experiment.id, "Seen enough");
  await answers("s0", ({ variant }) => variant === "live");
});

it("answers with the arm that a preview token asks for, and counts it nowhere", async () => {
  const experiment = await begin([countTo(4)], "All four");
  const { jobId } = await studio.services.experiments.start(ada, experiment.id);
  await jobs.ended(jobId!);
  await answers("s0", ({ variant }) => variant.startsWith(experiment.key));
  const { token } = await studio.services.experiments.previewToken({ ...ada, role: "viewer" });
  const forced = { "x-aisle-variant": `${experiment.key}:b`, "x-aisle-preview": token };
  expect((await ask("nobody-else", forced)).items).toHaveLength(4);
  expect((await ask("s1", { ...forced, "x-aisle-preview": "pv_x_y" })).error.code).toBe("request.preview-refused");
  expect((await ask("s1", { ...forced, "x-aisle-variant": "none:b" })).error.code).toBe("experiment.not-found");
  await studio.services.experiments.stop(ada, experiment.id, "Done");
});

it("goes on with its arms compiled again when another version becomes live, and stops and says why when they do not fit", async () => {
  const experiment = await begin([countTo(3)], "Over versions");
  const { jobId } = await studio.services.experiments.start(ada, experiment.id);
  await jobs.ended(jobId!);
  await answers("s0", ({ variant }) => variant.startsWith(experiment.key));
  const versionId = await publish(withSample(rankGraph({ count: 1 })));
  expect(await studio.services.experiments.get(ada, experiment.id)).toMatchObject({ state: "running", versionId });
  const armOf = async (unit: string) => (await answers(unit, ({ version }) => version === 2)).items.length;
  await answers("s0", ({ variant, version }) => version === 2 && variant.startsWith(experiment.key));
  const shown = new Set<number>();
  for (let unit = 0; unit < 30; unit++) shown.add(await armOf(`s${unit}`));
  expect(shown).toEqual(new Set([1, 3]));
  const gone = rankGraph();
  const renamed = withSample({
    ...gone,
    nodes: gone.nodes.map((node) => (node.id === "answer" ? { ...node, id: "end" } : node)),
    edges: gone.edges.map((edge) => ({ ...edge, to: edge.to.replace("answer.", "end.") })),
  });
  await publish(renamed);
  const { state: ended, why } = await state(experiment.id);
  expect(ended).toBe("stopped");
  expect(why).toContain("Stopped when version 3 became live");
  await answers("s0", ({ variant, version }) => version === 3 && variant === "live");
  await publish(graph);
});

it("stays a draft and names the arm and the node where an arm does not compile, and starts once that is corrected", async () => {
  const { experiments } = studio.services;
  const experiment = await begin([countTo(-1)], "Too few");
  const { jobId } = await experiments.start(ada, experiment.id);
  expect((await jobs.ended(jobId!)).result).toMatchObject({ followed: "refused" });
  const { state: refused, why } = await state(experiment.id);
  expect([refused, why]).toEqual(["draft", expect.stringMatching(/^Arm B, .*: .*/)]);
  expect((await ask("s0")).variant).toBe("live");
  const { revision, spec, arms } = await experiments.get(ada, experiment.id);
  const corrected = arms.map(({ key: arm, name, weight }) => ({
    ...{ key: arm, name, weight },
    edits: arm === "b" ? [countTo(1)] : [],
  }));
  await experiments.update(ada, experiment.id, { revision, spec: { ...spec, arms: corrected } });
  const again = await experiments.start(ada, experiment.id);
  expect((await jobs.ended(again.jobId!)).result).toMatchObject({ followed: "started" });
  expect(await state(experiment.id)).toEqual({ state: "running", why: "" });
  await experiments.stop(ada, experiment.id, "Only to see it start");
});
