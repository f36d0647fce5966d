import type { StudioServices } from "@aisle/app/studio-services";
import type { Caller } from "@aisle/app/studio-shapes";
import type { Json } from "@aisle/runtime/json";
import { afterAll, beforeAll, expect, it } from "vitest";
import { rankGraph } from "./test-graphs.ts";
import { type TestHome, testHome, testWorkspace } from "./test-home.ts";
import { TestShop } from "./test-shop.ts";
import { openTestStudio } from "./test-studio-services.ts";

const caller: Caller = { workspaceId: testWorkspace, userId: "ines" };

let home: TestHome;
let shop: TestShop;
let studio: Awaited<ReturnType<typeof openTestStudio>>;
let services: StudioServices;

beforeAll(async () => {
  home = await testHome();
  shop = new TestShop(home.environment.databaseUrl, home.pool);
  studio = await openTestStudio(home);
  ({ services } = studio);
});
afterAll(async () => {
  await studio?.close();
  await shop?.close();
  await home?.remove();
});

const publish = (pipelineId: string, slug: string) =>
  services.publish(caller, pipelineId, { slug, name: "", notes: "", revision: 0 });
const create = async (graph: unknown = rankGraph()) =>
  (await services.createPipeline(caller, { name: "A", graph: graph as Json })).pipelineId;
const slugs = async () => (await services.listEndpoints(caller)).map(({ slug }) => slug);

it("gives versions that are published at once their own numbers", async () => {
  const pipelineId = await create();
  await Promise.all(Array.from({ length: 8 }, () => publish(pipelineId, "busy")));
  const versions = await services.listVersions(caller, pipelineId);
  expect(versions.map(({ number }) => number)).toEqual([8, 7, 6, 5, 4, 3, 2, 1]);
});

it("gives a name to one pipeline, however many ask for it at once", async () => {
  const pipelines = await Promise.all(Array.from({ length: 4 }, () => create()));
  const asked = await Promise.allSettled(pipelines.map((pipelineId) => publish(pipelineId, "wanted")));
  const refused = asked.flatMap((each) => (each.status === "rejected" ? [each.reason] : []));
  expect(refused.map(({ code }) => code)).toEqual(Array.from({ length: 3 }, () => "endpoint.slug-taken"));
});

it("keeps a live name until a version under another one is live", async () => {
  const { pipelineId, versionId } = await shop.activate("old-name", rankGraph());
  await publish(pipelineId, "new-name");
  const [moving] = await shop.records.versions(testWorkspace, pipelineId);
  await shop.records.setVersion(testWorkspace, moving!.id, { status: "failed" });
  expect(await slugs()).toEqual(["old-name"]);

  await expect(publish(await create(), "old-name")).rejects.toMatchObject({ code: "endpoint.slug-taken" });
  await services.activateVersion(caller, versionId);
  expect(await slugs()).toEqual(["old-name"]);

  await shop.records.activate(testWorkspace, "new-name", pipelineId, versionId);
  expect(await slugs()).toEqual(["new-name"]);
  await publish(await create(), "old-name");
});

it("freezes a version without the samples that are pinned in the draft, and leaves them there", async () => {
  const pins = [{ port: "sort.products", value: [], at: "2026-11-01T00:00:00.000Z" }];
  const pipelineId = await create({ ...rankGraph(), pins });
  await publish(pipelineId, "unpinned");
  const [frozen] = await shop.records.versions(testWorkspace, pipelineId);
  expect(frozen!.graph).toEqual(rankGraph());
  expect((await services.openDraft(caller, pipelineId)).graph.pins).toEqual(pins);
});

it("activates versions that passed, and no others", async () => {
  const { pipelineId } = await shop.activate("steady", rankGraph());
  await publish(pipelineId, "steady");
  const [queued] = await shop.records.versions(testWorkspace, pipelineId);
  await expect(services.activateVersion(caller, queued!.id)).rejects.toMatchObject({ code: "graph.problems" });
});

it.each(["", "Bad", "two--hyphens", "-a", "a_b", "ü", "a".repeat(61), "a/b"])("refuses the name %j", async (slug) => {
  await expect(publish(await create(), slug)).rejects.toMatchObject({ code: "request.invalid" });
});

it.each([["\u0000"], ["\ud800"]])("refuses a graph whose texts cannot be stored: %j", async (text) => {
  const graph = { ...rankGraph(), samples: [{ id: "s", title: "Odd", request: { note: `a${text}b` } }] };
  await expect(create(graph)).rejects.toMatchObject({ code: "graph.invalid" });
  const pipelineId = await create();
  await expect(services.replaceDraft(caller, pipelineId, graph as unknown as Json)).rejects.toMatchObject({
    code: "graph.invalid",
  });
  const edit = { do: "set-title", node: "sort", title: `a${text}` } as const;
  const good = { do: "set-title", node: "sort", title: "\\u0000 as it is written" } as const;
  const { applied, refused } = await services.applyEdits(caller, pipelineId, 0, [
    { editId: "odd", edit },
    { editId: "good", edit: good },
  ]);
  expect([applied.map(({ editId }) => editId), refused]).toEqual([
    ["good"],
    [{ editId: "odd", reason: expect.stringContaining("character") }],
  ]);
});
