import { join } from "node:path";
import type { RunReport } from "@aisle/app/runs/runs-shapes";
import type { ServeInput } from "@aisle/app/serving/served";
import { DecisionReader } from "@aisle/platform/decisions/decision-reader";
import { DecisionWriter } from "@aisle/platform/decisions/decision-writer";
import type { JsonObject } from "@aisle/runtime/json";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Workspaces } from "../capabilities.ts";
import { rankGraph, rankSchema } from "../test-graphs.ts";
import { testWorkspace } from "../test-home.ts";
import { startTestServing, type TestServing } from "../test-serving.ts";
import { IsolatedVersions } from "./isolated-versions.ts";

const withNote = { ...rankSchema, properties: { ...rankSchema.properties, note: { pattern: "^(?!spam)" } } };
const base = rankGraph({}, { keep: { type: "rules.filter", config: { keep: "id.matches('^(?!b)')" } } });
/** Its rule and its schema look ahead: published before that was refused. */
const older = {
  ...base,
  nodes: base.nodes.map((node) => (node.id === "request" ? { ...node, config: { requestSchema: withNote } } : node)),
  samples: [{ id: "s", title: "Two", request: { items: [{ id: "a" }, { id: "b" }] } }],
};
const request: JsonObject = {
  items: [
    { id: "a", score: 1 },
    { id: "b", score: 3 },
    { id: "c", score: 2 },
  ],
  note: "hello",
};

let serving: TestServing;
let key: string;

beforeAll(async () => {
  serving = await startTestServing();
  key = await serving.shop.key();
  await serving.publish("older", older);
});
afterAll(() => serving?.stop());

it("goes on answering by a version whose patterns look ahead", async () => {
  const { status, body } = await serving.call("older", request, key);
  expect([status, body.items.map(({ id }) => id), body.version]).toEqual([200, ["c", "a"], 1]);
  const refused = await serving.call("older", { ...request, note: "spam" }, key);
  expect([refused.status, refused.body.error.code]).toEqual([400, "request.invalid"]);
  expect(refused.body.error.message).toContain("note");
  for (let again = 0; again < 5; again++) expect((await serving.call("older", request, key)).status).toBe(200);
});

it("logs what it answered, with personal values replaced", async () => {
  const { body } = await serving.call("older", { ...request, email: "mira@example.com" }, key);
  const writer = new DecisionWriter({
    pool: serving.home.pool,
    directory: join(serving.home.environment.home, "spool"),
  });
  await writer.drain();
  const decision = await new DecisionReader(serving.home.pool).get(testWorkspace, body.decisionId);
  expect(decision).toMatchObject({ outcome: "answered", endpoint: "older", slots: [{ item: "c" }, { item: "a" }] });
  expect(JSON.stringify(decision)).not.toContain("mira@example.com");
});

it("shows an author where a pattern looks ahead, and leaves that node out of the preview", async () => {
  const { pipelineId } = await serving.shop.addVersion("draft", older);
  const response = await fetch(`${serving.home.url}/internal/run`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      authorization: `Bearer ${serving.home.environment.internalToken}`,
    },
    body: JSON.stringify({ workspaceId: testWorkspace, pipelineId, request: {} }),
  });
  const report = (await response.json()) as RunReport;
  expect(report.problems).toContainEqual(
    expect.objectContaining({ node: "keep", field: "keep", message: expect.stringContaining("looks ahead") }),
  );
  expect(report.problems).toContainEqual(
    expect.objectContaining({
      node: "request",
      field: "requestSchema",
      message: expect.stringContaining("looks ahead"),
    }),
  );
  expect(report.leftOut).toContain("keep");
});

it("forgets a version that is live no more, once its last request is answered", async () => {
  const workspaces = new Workspaces(serving.home.environment, serving.home.pool);
  const isolated = new IsolatedVersions({
    capabilities: (workspaceId) => workspaces.capabilities(workspaceId),
    secret: "s",
    onStopped: () => undefined,
  });
  try {
    const { versionId } = await serving.shop.addVersion("alone", older);
    const version = (await serving.shop.records.version(testWorkspace, versionId))!;
    const endpoint = {
      ...{ workspaceId: testWorkspace, slug: "alone", aliases: [], pipelineId: version.pipelineId, pipelineName: "" },
      ...{ activeVersionId: versionId, activeNumber: 1, updatedAt: new Date() },
    };
    const prepare = () => isolated.prepare({ endpoint, version, facts: { target: "endpoint", collections: [] } });
    const input: ServeInput = {
      body: request,
      decisionId: "d",
      traceId: "t",
      at: 5,
      sample: false,
      storeCandidates: false,
    };
    const [before, after] = [await prepare(), await prepare()];
    expect(await isolated.held()).toBe(2);
    const inFlight = before.serve(input);
    before.forget();
    expect((await inFlight).status).toBe(200);
    await expect.poll(() => isolated.held()).toBe(1);
    // A request that found it before it was gone is answered all the same, and leaves nothing behind.
    expect((await before.serve(input)).status).toBe(200);
    await expect.poll(() => isolated.held()).toBe(1);
    after.forget();
    await expect.poll(() => isolated.held()).toBe(0);
  } finally {
    await isolated.close();
    await workspaces.close();
  }
});
