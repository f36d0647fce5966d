import { publishJob } from "@aisle/app/jobs/publish-options";
import type { Graph } from "@aisle/runtime/graph/graph";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { rankGraph, unknownNodeGraph } from "../test-graphs.ts";
import { testWorkspace } from "../test-home.ts";
import { startTestJobs, type TestJobs } from "../test-jobs.ts";
import { finishPublishes } from "./unfinished-publishes.ts";

const withSample = (graph: Graph, request: Graph["samples"][number]["request"]): Graph => ({
  ...graph,
  samples: [{ id: "s", title: "A shopper", request }],
});
const good = withSample(rankGraph(), { items: [{ id: "a", score: 1 }] });

let jobs: TestJobs;

beforeAll(async () => {
  jobs = await startTestJobs();
});
afterAll(() => jobs?.stop());

async function publish(slug: string, graph: Graph) {
  const { pipelineId, versionId } = await jobs.shop.addVersion(slug, graph);
  const job = await jobs.run("publish", { workspaceId: testWorkspace, pipelineId, versionId, slug });
  return { pipelineId, versionId, job, version: (await jobs.shop.records.version(testWorkspace, versionId))! };
}
const live = async (slug: string) =>
  (await jobs.shop.records.endpoints(testWorkspace)).find((endpoint) => endpoint.slug === slug)?.activeVersionId;

it("makes a version that passes live, and reports its samples", async () => {
  const { job, version, versionId } = await publish("good", good);
  expect(job).toMatchObject({ state: "completed", progress: { share: 1 } });
  expect(job.result).toMatchObject({
    publish: {
      versionId,
      number: 1,
      slug: "good",
      problems: [],
      samples: [{ title: "A shopper", ok: true, words: "1 product" }],
    },
  });
  expect(version).toMatchObject({ status: "ready", problems: [], report: { number: 1 } });
  expect(await live("good")).toBe(versionId);
});

it("stores a version with problems as failed, reports each with its node, and leaves the endpoint as it was", async () => {
  const before = await live("good");
  const bad = rankGraph({ count: -1 }, { odd: { type: "nobody.has-this" } });
  const { job, version } = await publish("good", bad);
  expect(job.state).toBe("failed");
  expect(job.attempts).toBe(1);
  expect(job.failure).toMatch(/^graph\.problems: /);
  expect(job.failure).toContain("nobody.has-this");
  expect(job.failure).toContain("Answer, count");
  expect(version.status).toBe("failed");
  expect(
    version.problems
      .filter((problem) => problem.severity === "error")
      .map((problem) => problem.node)
      .sort(),
  ).toEqual(["answer", "odd"]);
  expect(await live("good")).toBe(before);
});

it("refuses a version one of whose samples is not answered, and says which", async () => {
  const before = await live("good");
  const { job, version } = await publish("good", withSample(rankGraph(), { items: 5 }));
  expect(job.failure).toMatch(
    /^graph\.problems: Endpoint request: Sample “A shopper” fails each time, change it or the pipeline: .*“items” must be array/,
  );
  expect(version).toMatchObject({
    status: "failed",
    problems: [
      { severity: "error", node: "request", message: expect.stringMatching(/^Sample “A shopper” fails each time/) },
    ],
    report: { samples: [{ ok: false }] },
  });
  expect(await live("good")).toBe(before);
});

it("refuses patterns that cannot be matched in bounded time, in a rule and in the request's schema", async () => {
  const looksAhead = { keep: { type: "rules.filter", config: { keep: "id.matches('^(?!b)')" } } };
  const { job, version } = await publish("ahead", rankGraph({}, looksAhead));
  expect(job.failure).toMatch(/^graph\.problems: Filter, keep: The pattern “\^\(\?!b\)” looks ahead or behind/);
  expect(version.problems).toMatchObject([{ node: "keep", field: "keep", severity: "error" }]);
  const schema = { type: "object", patternProperties: { "(a)\\1": {} } };
  const graph = rankGraph();
  const nodes = graph.nodes.map((node) =>
    node.id === "request" ? { ...node, config: { requestSchema: schema } } : node,
  );
  const second = await publish("back", { ...graph, nodes });
  expect(second.job.failure).toMatch(/Endpoint request, requestSchema: .* refers back to a group/);
  expect(await live("ahead")).toBeUndefined();
});

it("leaves nothing live under a new name when its first version fails", async () => {
  const { job } = await publish("never", unknownNodeGraph);
  expect(job.state).toBe("failed");
  expect(await live("never")).toBeUndefined();
});

it("says that another pipeline has the address meanwhile when a failed first publish is tried again", async () => {
  const failed = await publish("both-want-it", unknownNodeGraph);
  const records = jobs.shop.records;
  await records.create(testWorkspace, { id: "pipe_other", name: "Other", graph: good });
  const version = { id: "ver_other", pipelineId: "pipe_other", slug: "both-want-it" };
  const about = { graph: good, name: "", notes: "", publishedBy: "test", draftRevision: 0 };
  expect(await records.addVersion(jobs.shop.actor, { ...version, ...about })).toMatchObject({ ok: true });
  const { pipelineId, versionId, job } = failed;
  const again = await jobs.run("publish", { workspaceId: testWorkspace, pipelineId, versionId, slug: "both-want-it" });
  expect(job.failure).toMatch(/^graph\.problems: /);
  expect(again.failure).toMatch(/^endpoint\.slug-taken: /);
  expect(await records.version(testWorkspace, versionId)).toMatchObject({ status: "failed" });
});

it("does not put an older version in place of a newer one, whichever job ends last", async () => {
  const older = await jobs.shop.addVersion("good", good);
  const newer = await publish("good", good);
  const job = await jobs.run("publish", { workspaceId: testWorkspace, ...older, slug: "good" });
  expect(job.state).toBe("completed");
  expect(await live("good")).toBe(newer.versionId);
  expect((await jobs.shop.records.version(testWorkspace, older.versionId))?.status).toBe("ready");
});

it("makes nothing live for a pipeline that was deleted meanwhile", async () => {
  const { pipelineId, versionId } = await jobs.shop.addVersion("gone", good);
  await jobs.shop.records.remove(jobs.shop.actor, pipelineId);
  const job = await jobs.run("publish", { workspaceId: testWorkspace, pipelineId, versionId, slug: "gone" });
  expect(job.failure).toMatch(/^pipeline\.not-found: /);
  expect(await live("gone")).toBeUndefined();
});

it("makes a version live although a newer one has failed", async () => {
  const { pipelineId, versionId } = await jobs.shop.addVersion("good", good);
  const failing = await publish("good", unknownNodeGraph);
  expect(failing.job.state).toBe("failed");
  await jobs.run("publish", { workspaceId: testWorkspace, pipelineId, versionId, slug: "good" });
  expect(await live("good")).toBe(versionId);
});

it("says that a version is gone, or another workspace's", async () => {
  const { pipelineId, versionId } = await jobs.shop.addVersion("good", good);
  for (const payload of [
    { workspaceId: testWorkspace, pipelineId, versionId: "ver_none", slug: "good" },
    { workspaceId: "ws_outsider", pipelineId, versionId, slug: "good" },
  ]) {
    expect((await jobs.run("publish", payload)).failure).toMatch(/^version\.not-found: /);
  }
});

it("queues a version whose job was lost in a crash, and fails one whose job ended without a word", async () => {
  const { records } = jobs.shop;
  const deps = { records, queue: jobs.queue };
  const lost = await jobs.shop.addVersion("lost", good);
  await finishPublishes(deps, new Date(Date.now() - 60_000));
  expect(await jobs.queue.get(`publish-${lost.versionId}`)).toBeUndefined();
  const later = new Date(Date.now() + 60_000);
  await Promise.all([finishPublishes(deps, later), finishPublishes(deps, later)]);
  expect((await jobs.ended(`publish-${lost.versionId}`)).state).toBe("completed");
  expect(await live("lost")).toBe(lost.versionId);

  const stuck = await jobs.shop.addVersion("stuck", unknownNodeGraph);
  await finishPublishes(deps, later);
  expect((await jobs.ended(`publish-${stuck.versionId}`)).state).toBe("failed");
  // As after a kill before the outcome was stored.
  await records.setVersion(testWorkspace, stuck.versionId, { status: "checking" });
  await finishPublishes(deps, later);
  const version = await records.version(testWorkspace, stuck.versionId);
  expect(version).toMatchObject({
    status: "failed",
    problems: [{ message: expect.stringContaining("nobody.has-this") }],
  });
});

it("tries again when the checks could not be made, and says meanwhile what the version waits for", async () => {
  const { pool } = jobs.home;
  const { pipelineId, versionId } = await jobs.shop.addVersion("patient", good);
  await pool.query("alter table artefact rename to artefact_away");
  try {
    const payload = { workspaceId: testWorkspace, pipelineId, versionId, slug: "patient" };
    const jobId = await jobs.queue.add("publish", payload, publishJob(versionId));
    const waiting = async () => {
      const version = await jobs.shop.records.version(testWorkspace, versionId);
      expect(version).toMatchObject({ status: "checking", waitingFor: expect.stringMatching(/./) });
    };
    await vi.waitFor(waiting, { timeout: 20_000, interval: 50 });
    await pool.query("alter table artefact_away rename to artefact");
    expect(await jobs.ended(jobId)).toMatchObject({ state: "completed" });
    expect(await jobs.shop.records.version(testWorkspace, versionId)).toMatchObject({
      status: "ready",
      waitingFor: null,
    });
    expect(await live("patient")).toBe(versionId);
  } finally {
    await pool.query("alter table if exists artefact_away rename to artefact");
  }
});
