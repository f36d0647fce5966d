import type { Json } from "@aisle/runtime/json";
import { expect, it } from "vitest";
import { rankGraph } from "./test-graphs.ts";
import { testWorkspace } from "./test-home.ts";
import { caller, testPipelines } from "./test-pipelines.ts";

const studio = testPipelines();

const publish = (pipelineId: string, slug: string) =>
  studio.services.versions.publish(caller, pipelineId, { slug, name: "", notes: "", revision: 0 });
const create = (graph: unknown = rankGraph()) => studio.create(graph);
const slugs = async () => (await studio.services.endpoints.list(caller)).map(({ slug }) => slug);

it("gives versions that are published at once their own numbers", async () => {
  const pipelineId = await create();
  await Promise.all(Array.from({ length: 8 }, () => publish(pipelineId, "busy")));
  const versions = await studio.services.versions.list(caller, pipelineId);
  expect(versions.map(({ number }) => number)).toEqual([8, 7, 6, 5, 4, 3, 2, 1]);
});

it("gives a name to one pipeline, however many ask for it at once", async () => {
  const pipelines = await Promise.all(Array.from({ length: 4 }, () => create()));
  const asked = await Promise.allSettled(pipelines.map((pipelineId) => publish(pipelineId, "wanted")));
  const refused = asked.flatMap((each) => (each.status === "rejected" ? [each.reason] : []));
  expect(refused.map(({ code }) => code)).toEqual(Array.from({ length: 3 }, () => "endpoint.slug-taken"));
});

it("frees the address of a pipeline whose first publish failed for whoever asks for it, and for no other", async () => {
  const { records } = studio.shop;
  const [first, second] = [await create(), await create()];
  const fail = async (pipelineId: string) => {
    const [version] = await records.versions(testWorkspace, pipelineId);
    await records.setVersion(testWorkspace, version!.id, { status: "failed" });
  };
  await publish(first, "contested");
  await expect(publish(second, "contested")).rejects.toMatchObject({ code: "endpoint.slug-taken" });
  await fail(first);
  // It goes on offering the address to its own pipeline.
  expect((await studio.services.drafts.open(caller, first)).slug).toBe("contested");
  await publish(second, "contested");
  await expect(publish(first, "contested")).rejects.toMatchObject({ code: "endpoint.slug-taken" });
  expect(await records.claimAddress(testWorkspace, first, "contested")).toEqual({ ok: false, why: "taken" });
  await fail(second);
  expect(await records.claimAddress(testWorkspace, first, "contested")).toEqual({ ok: true });
  await publish(first, "contested");
  const [version] = await records.versions(testWorkspace, first);
  await records.setVersion(testWorkspace, version!.id, { status: "ready" });
  expect(await records.activate(studio.shop.actor, first, version!.id, "publish")).toMatchObject({ isLive: true });
  await fail(first);
  // A live pipeline keeps its address however its later versions end.
  await expect(publish(second, "contested")).rejects.toMatchObject({ code: "endpoint.slug-taken" });
});

it("publishes a live pipeline under its own address alone, and says how to move it", async () => {
  const { pipelineId } = await studio.shop.activate("stays", rankGraph());
  await expect(publish(pipelineId, "elsewhere")).rejects.toMatchObject({
    code: "endpoint.address-fixed",
    details: { slug: "stays" },
  });
  expect(await studio.services.versions.list(caller, pipelineId)).toHaveLength(1);
  await publish(pipelineId, "stays");
  expect(await slugs()).toContain("stays");
  // What is not live yet may still choose.
  const other = await create();
  await publish(other, "first-choice");
  await publish(other, "second-choice");
  await publish(await create(), "first-choice");
});

it("moves an address as an action of its own, and keeps the old one for the pipeline", async () => {
  const { pipelineId, versionId } = await studio.shop.activate("old-name", rankGraph());
  await studio.services.endpoints.moveAddress(caller, pipelineId, "new-name");
  expect(await studio.services.endpoints.get(caller, "old-name")).toMatchObject({
    slug: "new-name",
    aliases: ["old-name"],
  });
  expect((await studio.services.drafts.open(caller, pipelineId)).slug).toBe("new-name");
  await expect(publish(await create(), "old-name")).rejects.toMatchObject({ code: "endpoint.slug-taken" });
  // Who publishes by the old name means this pipeline.
  await publish(pipelineId, "old-name");
  await studio.services.versions.activate(caller, versionId);
  expect((await studio.services.endpoints.get(caller, "new-name")).version.id).toBe(versionId);

  const taken = await studio.shop.activate("taken", rankGraph());
  await expect(studio.services.endpoints.moveAddress(caller, taken.pipelineId, "old-name")).rejects.toMatchObject({
    code: "endpoint.slug-taken",
  });
  await studio.services.endpoints.moveAddress(caller, pipelineId, "old-name");
  expect(await studio.services.endpoints.get(caller, "old-name")).toMatchObject({
    slug: "old-name",
    aliases: ["new-name"],
  });
  await studio.services.endpoints.removeAlias(caller, pipelineId, "new-name");
  await expect(studio.services.endpoints.get(caller, "new-name")).rejects.toMatchObject({ code: "endpoint.not-found" });
  await expect(studio.services.endpoints.removeAlias(caller, pipelineId, "old-name")).rejects.toMatchObject({
    code: "endpoint.not-found",
  });
  await expect(studio.services.endpoints.moveAddress(caller, await create(), "any")).rejects.toMatchObject({
    code: "endpoint.not-found",
  });
});

it("charts a moved endpoint's requests from before it was moved, under either name", async () => {
  const { pipelineId, versionId } = await studio.shop.activate("charted", rankGraph());
  const count = (endpoint: string, answered: number) =>
    studio.home.pool.query(
      `insert into endpoint_minute (workspace_id, endpoint, version_id, arm, minute, answered, total_us, latency_buckets,
         latency_counts)
       values ($1, $2, $3, 'live', date_trunc('minute', now()), $4, 4000, '{200}', array[$4::int])`,
      [testWorkspace, endpoint, versionId, answered],
    );
  await count("charted", 3);
  await studio.services.endpoints.moveAddress(caller, pipelineId, "charted-now");
  await count("charted-now", 4);
  for (const slug of ["charted", "charted-now"]) {
    const { points } = await studio.services.endpoints.traffic(caller, slug, 1);
    expect(points.reduce((sum, { requests }) => sum + requests, 0)).toBe(7);
  }
  const rows = await studio.services.pipelines.list(caller);
  const { requestsByHour } = rows.find(({ id }) => id === pipelineId)!;
  expect(requestsByHour.reduce((sum, requests) => sum + requests, 0)).toBe(7);
});

it("gives one address to one pipeline, however many move to it at once", async () => {
  const live = await Promise.all(["m1", "m2", "m3", "m4"].map((slug) => studio.shop.activate(slug, rankGraph())));
  const moved = await Promise.allSettled(
    live.map(({ pipelineId }) => studio.services.endpoints.moveAddress(caller, pipelineId, "moved-here")),
  );
  expect(moved.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect((await slugs()).filter((slug) => /^m\d$/.test(slug))).toHaveLength(3);
});

it("says to whoever has a draft open what was renamed, moved and made live elsewhere", async () => {
  const { pipelineId, versionId } = await studio.shop.activate("streamed", rankGraph());
  const stop = new AbortController();
  const knows = { name: "streamed", slug: "streamed" };
  const news = studio.services.drafts.changes(caller, pipelineId, 0, stop.signal, knows)[Symbol.asyncIterator]();
  const next = async () => ((await news.next()).value as { about: unknown }).about;
  const first = next();
  await studio.services.pipelines.rename(caller, pipelineId, "Renamed");
  expect(await first).toMatchObject({ name: "Renamed", slug: "streamed", live: { versionId } });
  const second = next();
  await studio.services.endpoints.moveAddress(caller, pipelineId, "streamed-too");
  expect(await second).toMatchObject({ name: "Renamed", slug: "streamed-too" });
  stop.abort();
  // Whoever lost the connection meanwhile hears it first.
  const again = new AbortController();
  const late = studio.services.drafts.changes(caller, pipelineId, 0, again.signal, knows)[Symbol.asyncIterator]();
  expect((await late.next()).value).toMatchObject({ about: { name: "Renamed", slug: "streamed-too" } });
  again.abort();
  await late.return?.();
});

it("leaves the newest of the versions live that end their checks at once", async () => {
  const { pipelineId, versionId: first } = await studio.shop.activate("race", rankGraph());
  for (let round = 0; round < 10; round++) {
    const added = await Promise.all(Array.from({ length: 6 }, () => studio.shop.addVersion("race", rankGraph())));
    const newest = added.reduce((a, b) => (a.number > b.number ? a : b));
    const ended = await Promise.all(
      added.map(({ versionId }) => studio.shop.records.activate(studio.shop.actor, pipelineId, versionId, "publish")),
    );
    expect(ended.some((one) => one?.isLive)).toBe(true);
    const [endpoint] = (await studio.shop.records.endpoints(testWorkspace)).filter(({ slug }) => slug === "race");
    expect(endpoint!.activeVersionId).toBe(newest.versionId);
  }
  // A person may go back; what was published before then and ends later does not undo that.
  const late = await studio.shop.addVersion("race", rankGraph());
  const last = await studio.shop.addVersion("race", rankGraph());
  await studio.shop.records.activate(studio.shop.actor, pipelineId, last.versionId, "publish");
  await studio.shop.records.activate(studio.shop.actor, pipelineId, first, "choose");
  expect(await studio.shop.records.activate(studio.shop.actor, pipelineId, late.versionId, "publish")).toMatchObject({
    isLive: false,
  });
});

it("freezes a version without the samples that are pinned in the draft, and leaves them there", async () => {
  const pins = [{ port: "sort.products", value: [], at: "2026-11-01T00:00:00.000Z" }];
  const pipelineId = await create({ ...rankGraph(), pins });
  await publish(pipelineId, "unpinned");
  const [listed] = await studio.shop.records.versions(testWorkspace, pipelineId);
  expect((await studio.shop.records.version(testWorkspace, listed!.id))!.graph).toEqual(rankGraph());
  expect((await studio.services.drafts.open(caller, pipelineId)).graph.pins).toEqual(pins);
});

it("activates versions that passed, and no others", async () => {
  const { pipelineId } = await studio.shop.activate("steady", rankGraph());
  await publish(pipelineId, "steady");
  const [queued] = await studio.shop.records.versions(testWorkspace, pipelineId);
  await expect(studio.services.versions.activate(caller, queued!.id)).rejects.toMatchObject({ code: "graph.problems" });
});

it.each(["", "Bad", "two--hyphens", "-a", "a_b", "ü", "a".repeat(61), "a/b"])("refuses the name %j", async (slug) => {
  await expect(publish(await create(), slug)).rejects.toMatchObject({ code: "request.invalid" });
});

it.each([["\u0000"], ["\ud800"]])("refuses a graph whose texts cannot be stored: %j", async (text) => {
  const graph = { ...rankGraph(), samples: [{ id: "s", title: "Odd", request: { note: `a${text}b` } }] };
  await expect(create(graph)).rejects.toMatchObject({ code: "graph.invalid" });
  const pipelineId = await create();
  await expect(studio.services.drafts.replace(caller, pipelineId, graph as unknown as Json)).rejects.toMatchObject({
    code: "graph.invalid",
  });
  const edit = { do: "set-title", node: "sort", title: `a${text}` } as const;
  const good = { do: "set-title", node: "sort", title: "\\u0000 as it is written" } as const;
  const { applied, refused } = await studio.services.drafts.edit(caller, pipelineId, 0, [
    { editId: "odd", edit },
    { editId: "good", edit: good },
  ]);
  expect([applied.map(({ editId }) => editId), refused]).toEqual([
    ["good"],
    [{ editId: "odd", reason: expect.stringContaining("character") }],
  ]);
});
