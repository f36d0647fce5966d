import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Caller } from "@aisle/app/access/caller";
import type { WorkerCalls } from "@aisle/app/runs/worker-calls";
import type { StudioServices } from "@aisle/app/services/studio-services";
import type { SampleAnswer } from "@aisle/app/versions/versions-shapes";
import { DecisionWriter } from "@aisle/platform/decisions/decision-writer";
import type { Edit } from "@aisle/runtime/graph/edit";
import type { Graph } from "@aisle/runtime/graph/graph";
import { countChanges, graphDifference } from "@aisle/runtime/graph/graph-difference";
import { afterAll, beforeAll, expect, it } from "vitest";
import { rankGraph } from "./test-graphs.ts";
import { testWorkspace } from "./test-home.ts";
import { startTestServing, type TestServing } from "./test-serving.ts";
import { newId } from "./test-shop.ts";
import { openTestStudio } from "./test-studio-services.ts";

const ines: Caller = { workspaceId: testWorkspace, userId: "ines", role: "owner" };
const karl: Caller = { workspaceId: testWorkspace, userId: "karl", role: "merchandiser" };

const four = ["a", "b", "c", "d"].map((id, at) => ({ id, score: 9 - at }));
const graph: Graph = {
  ...rankGraph({ count: 3 }),
  samples: [{ id: "four", title: "Four products", request: { items: four } }],
};

let serving: TestServing;
let studio: Awaited<ReturnType<typeof openTestStudio>>;
let services: StudioServices;
let pipelineId: string;
let versionId: string;

async function waitFor(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(20);
}

beforeAll(async () => {
  serving = await startTestServing();
  studio = await openTestStudio(serving.home, { answerSample: (input) => ask(input) });
  ({ services } = studio);
  for (const id of ["a", "b", "c", "d"]) {
    await serving.shop.catalogue.upsert(testWorkspace, [{ id, title: `Product ${id}`, stock: 5 }]);
  }
  ({ pipelineId, versionId } = await serving.shop.activate("shelf", graph));
});
afterAll(async () => {
  await studio?.close();
  await serving?.stop();
});

/** Asks the serving process as the studio's server does. */
async function ask(
  input: Parameters<WorkerCalls["answerSample"]>[0],
  token = serving.home.environment.internalToken,
): Promise<SampleAnswer> {
  const response = await fetch(`${serving.home.url}/internal/answer-sample`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify(input),
  });
  if (!response.ok) throw Object.assign(new Error("refused"), { status: response.status });
  return (await response.json()) as SampleAnswer;
}

const apply = async (caller: Caller, edit: Edit) => {
  const { refused } = await services.drafts.edit(caller, pipelineId, 0, [{ editId: newId("edit"), edit }]);
  expect(refused).toEqual([]);
};
const count = (value: number): Edit => ({ do: "set-field", node: "answer", version: 1, path: ["count"], value });
const compare = (before = "live", after = "draft") => services.versions.compare(ines, pipelineId, { before, after });
const samples = (before = "live", after = "draft") =>
  services.versions.compareSample(ines, pipelineId, { before, after, sampleId: "four" });

it("finds nothing to compare where nothing changed, and both answer alike", async () => {
  const { before, after, touches } = await compare();
  expect(countChanges(graphDifference(before!.graph, after.graph))).toBe(0);
  expect(touches).toEqual([]);
  const answers = await samples();
  expect(answers.before?.items.map(({ id }) => id)).toEqual(["a", "b", "c"]);
  expect(answers.after.items).toEqual(answers.before?.items);
});

it("reports who changed what since the version went live, and what is answered before and after", async () => {
  await apply(ines, count(4));
  await apply(karl, { do: "set-title", node: "sort", title: "Best first" });
  await apply(karl, count(2));
  const { before, after, touches } = await compare();
  expect(before?.version).toMatchObject({ id: versionId, number: 1, live: true });
  expect([before?.revision, after.version, after.revision]).toEqual([0, null, 3]);
  expect(touches.map(({ key, author }) => [key, author.name])).toEqual([
    ["field:answer:count", "karl"],
    ["title:sort", "karl"],
  ]);
  const answers = await samples();
  expect(answers.before).toMatchObject({ ok: true, words: "3 products", items: [{ title: "Product a" }, {}, {}] });
  expect(answers.after).toMatchObject({ ok: true, words: "2 products", items: [{ id: "a" }, { id: "b" }] });
});

it("logs none of these runs, but logs what an endpoint answers", async () => {
  const { home, shop } = serving;
  const decisions = async () => {
    await new DecisionWriter({ pool: home.pool, directory: join(home.environment.home, "spool") }).drain();
    return (await services.decisions.ofEndpoint(ines, "shelf", { show: "all", limit: 10 })).length;
  };
  expect(await decisions()).toBe(0);
  await waitFor(async () => (await serving.call("shelf", { items: four }, await shop.key())).status === 200);
  expect(await decisions()).toBe(1);
});

it("says why a draft answers nothing, while the live version still does", async () => {
  await apply(ines, { do: "set-field", node: "answer", version: 1, path: ["count"], value: "many" });
  const { before, after } = await samples();
  expect(before?.ok).toBe(true);
  expect(after.ok).toBe(false);
  expect(after.words).toBe("Answer: This must be a number.");
  await apply(ines, count(2));
});

it("freezes the draft that was looked at, and no later one", async () => {
  const publish = (revision: number) =>
    services.versions.publish(ines, pipelineId, { slug: "shelf", name: "Two", notes: "", revision });
  const { revision } = await services.drafts.open(ines, pipelineId);
  await apply(karl, { do: "set-title", node: "items", title: "Given" });
  await expect(publish(revision)).rejects.toMatchObject({
    code: "graph.revision-gone",
    message: expect.stringContaining("karl"),
  });
  await expect(publish(revision + 9)).rejects.toMatchObject({ code: "graph.revision-gone" });
  await publish(revision + 1);
  const [second] = await services.versions.list(ines, pipelineId);
  const { before, after, touches } = await compare(versionId, second!.id);
  expect([before?.version?.number, after.version?.number, after.revision]).toEqual([1, 2, revision + 1]);
  expect(touches.map(({ key }) => key)).toContain("title:items");
  expect((await compare(second!.id)).touches).toEqual([]);
  expect((await samples(second!.id, versionId)).after.words).toBe("3 products");
});

it("renames a version and changes its notes, and nothing of what it answers", async () => {
  const [second] = await services.versions.list(ines, pipelineId);
  const before = await services.versions.get(ines, second!.id);
  await services.versions.describe(karl, second!.id, { name: "Fewer", notes: "Two are enough." });
  const after = await services.versions.get(ines, second!.id);
  expect(after).toEqual({ ...before, name: "Fewer", notes: "Two are enough." });
  await expect(services.versions.describe(ines, second!.id, { name: "a\u0000", notes: "" })).rejects.toMatchObject({
    code: "request.invalid",
  });
});

it("compares versions of one pipeline only, and says when nothing is live", async () => {
  const other = await services.pipelines.create(ines, { name: "Other", graph: graph as never });
  const ask2 = (before: string, after: string) => services.versions.compare(ines, other.pipelineId, { before, after });
  await expect(ask2(versionId, "draft")).rejects.toMatchObject({ code: "version.not-found" });
  await expect(ask2("draft", "live")).rejects.toMatchObject({ code: "version.not-found" });
  expect((await ask2("live", "draft")).before).toBeNull();
  const input = { before: "live", after: "draft", sampleId: "four" };
  expect(await services.versions.compareSample(ines, other.pipelineId, input)).toMatchObject({
    before: null,
    after: { words: "3 products" },
  });
  await expect(
    services.versions.compareSample(ines, other.pipelineId, { ...input, sampleId: "gone" }),
  ).rejects.toMatchObject({
    code: "request.invalid",
  });
});

it("keeps the way in to itself", async () => {
  const sample = graph.samples[0]!;
  const input = { workspaceId: testWorkspace, pipelineId, sample };
  await expect(ask(input, "wrong")).rejects.toMatchObject({ status: 404 });
  await expect(ask({ ...input, versionId: "ver_gone" })).rejects.toMatchObject({ status: 404 });
});
