import { readFile } from "node:fs/promises";
import type { Edit } from "@aisle/runtime/graph/edit";
import type { GraphPin } from "@aisle/runtime/graph/graph";
import { graphLimits, maxGraphSize } from "@aisle/runtime/graph/graph-limits";
import type { Json } from "@aisle/runtime/json";
import { describe, expect, it, vi } from "vitest";
import { rankGraph } from "./test-graphs.ts";
import { caller, testPipelines } from "./test-pipelines.ts";
import { newId } from "./test-shop.ts";

const pinOf = (port: string, value: Json = [port]): GraphPin => ({
  port,
  value,
  at: "2026-11-01T00:00:00.000Z",
  revision: 3,
});

const studio = testPipelines();

const create = (graph: unknown) => studio.create(graph);
const apply = (pipelineId: string, edit: Edit) =>
  studio.services.drafts.edit(caller, pipelineId, 0, [{ editId: newId("edit"), edit }]);
const title = (text: string): Edit => ({ do: "set-title", node: "sort", title: text });
const pinsOf = async (pipelineId: string) => (await studio.services.drafts.open(caller, pipelineId)).graph.pins;
const rows = async (pipelineId: string) =>
  (
    await studio.home.pool.query<{ port: string; xmin: string }>(
      "select port, xmin::text from draft_pin where pipeline_id = $1 order by port",
      [pipelineId],
    )
  ).rows;

describe("pinned samples", () => {
  it("are stored beside the draft's row, and an edit of something else does not write them", async () => {
    const pins = [pinOf("items.products"), pinOf("sort.products")];
    const pipelineId = await create({ ...rankGraph(), pins });
    const before = await rows(pipelineId);
    expect(before).toHaveLength(2);
    await apply(pipelineId, title("Other"));
    const { rows: drafts } = await studio.home.pool.query("select draft_graph from pipeline where id = $1", [
      pipelineId,
    ]);
    expect(drafts[0].draft_graph).not.toHaveProperty("pins");
    expect(await rows(pipelineId)).toEqual(before);
    expect(await pinsOf(pipelineId)).toEqual(pins);
  });

  it("are put, replaced and taken away by edits, and go with their node", async () => {
    const pipelineId = await create({ ...rankGraph(), pins: [pinOf("items.products"), pinOf("sort.products")] });
    const other = pinOf("items.products", ["other"]);
    await apply(pipelineId, { do: "put-pin", pin: other });
    expect(await pinsOf(pipelineId)).toEqual([other, pinOf("sort.products")]);
    await apply(pipelineId, { do: "remove-node", id: "sort" });
    expect(await pinsOf(pipelineId)).toEqual([other]);
    await apply(pipelineId, { do: "remove-pin", port: "items.products" });
    expect(await pinsOf(pipelineId)).toBeUndefined();
    expect(await rows(pipelineId)).toEqual([]);
  });

  it("come along when a pipeline is duplicated, exported and replaced", async () => {
    const pins = [pinOf("sort.products")];
    const pipelineId = await create({ ...rankGraph(), pins });
    const { pipelineId: copy } = await studio.services.pipelines.duplicate(caller, pipelineId);
    expect(await pinsOf(copy)).toEqual(pins);
    const file = await studio.services.pipelines.export(caller, pipelineId);
    expect(file.graph).toEqual({ ...rankGraph(), pins });
    await studio.services.drafts.replace(caller, copy, rankGraph() as unknown as Json);
    expect(await pinsOf(copy)).toBeUndefined();
    await studio.services.drafts.replace(caller, copy, file.graph as unknown as Json);
    expect(await pinsOf(copy)).toEqual(pins);
  });

  it("of a draft that an earlier Aisle stored are moved out of its row", async () => {
    const pipelineId = await create(rankGraph());
    const pins = [pinOf("items.products"), pinOf("sort.products")];
    await studio.home.pool.query(
      "update pipeline set draft_graph = draft_graph || jsonb_build_object('pins', $2::jsonb) where id = $1",
      [pipelineId, JSON.stringify(pins)],
    );
    const path = "../../../prisma/migrations/20261130140000_addresses_pins_summaries/migration.sql";
    const migration = await readFile(new URL(path, import.meta.url), "utf8");
    const moving = migration.split(";").filter((statement) => statement.includes('"draft_graph" -'));
    expect(moving).toHaveLength(2);
    for (const statement of moving) await studio.home.pool.query(statement);
    expect(await rows(pipelineId)).toHaveLength(2);
    expect(await pinsOf(pipelineId)).toEqual(pins);
  });
});

describe("the log of edits", () => {
  const logged = async (pipelineId: string) => {
    const { rows: edits } = await studio.home.pool.query<{ edit: string }>(
      "select edit::text from draft_edit where pipeline_id = $1 order by revision",
      [pipelineId],
    );
    return edits.map(({ edit }) => edit);
  };
  const readBack = async (pipelineId: string) =>
    (await studio.shop.records.editsSince(caller.workspaceId, pipelineId, 0)).map(({ edit }) => edit);
  const large = "sample ".repeat(500);
  const storedPin = pinOf("sort.products", [large]);
  const replaced = { ...pinOf("items.products", [large]), at: "2026-01-01T00:00:00.000Z" };
  const batch: Edit = {
    do: "batch",
    title: "Pin twice",
    edits: [
      { do: "put-pin", pin: replaced },
      { do: "put-pin", pin: storedPin },
    ],
  };
  const newer: Edit = { do: "put-pin", pin: pinOf("items.products", ["newer"]) };
  const read = [{ ...batch, edits: [{ do: "put-pin", pin: { ...replaced, value: null } }, batch.edits[1]] }, newer];

  it("holds no values of pinned samples, and gives those back that the draft has", async () => {
    const pipelineId = await create(rankGraph());
    await apply(pipelineId, batch);
    expect(await readBack(pipelineId)).toEqual([batch]);
    await apply(pipelineId, newer);
    for (const edit of await logged(pipelineId)) expect(edit).not.toMatch(/sample |"value"/);
    expect(await readBack(pipelineId)).toEqual(read);
  });

  it("of an earlier Aisle loses them, and the pins can be undone and put again", async () => {
    const pipelineId = await create(rankGraph());
    for (const edit of [title("Other"), batch, newer]) await apply(pipelineId, edit);
    // As an earlier Aisle stored them.
    for (const [revision, edit] of [
      [1, title("Other")],
      [2, batch],
      [3, newer],
    ] as const)
      await studio.home.pool.query("update draft_edit set edit = $3 where pipeline_id = $1 and revision = $2", [
        pipelineId,
        revision,
        JSON.stringify(edit),
      ]);
    expect(await readBack(pipelineId)).toEqual([title("Other"), batch, newer]);
    const path = "../../../prisma/migrations/20261130161500_edits_without_pin_values/migration.sql";
    await studio.home.pool.query(await readFile(new URL(path, import.meta.url), "utf8"));
    for (const edit of await logged(pipelineId)) expect(edit).not.toMatch(/sample |"value"/);
    expect(await readBack(pipelineId)).toEqual([title("Other"), ...read]);
    const pins = await pinsOf(pipelineId);
    await apply(pipelineId, { do: "remove-pin", port: storedPin.port });
    // The inverse is the client's, which has the value from the draft.
    await apply(pipelineId, { do: "put-pin", pin: storedPin });
    expect(await pinsOf(pipelineId)).toEqual(pins);
  });
});

it("lists pipelines, versions, endpoints and collections without reading a graph", async () => {
  const { pipelineId } = await studio.shop.activate("listed", rankGraph());
  await apply(pipelineId, title("Another"));
  const wrong: Edit = { do: "set-field", node: "sort", version: 1, path: ["order"], value: 5 };
  await apply(pipelineId, wrong);
  const row = async () => (await studio.services.pipelines.list(caller)).find(({ id }) => id === pipelineId);
  const counts = { nodeCount: rankGraph().nodes.length, changesSinceLive: 2, live: { number: 1 }, slug: "listed" };
  await vi.waitFor(async () => expect(await row()).toMatchObject(counts));
  expect((await row())!.problemCount).toBeGreaterThan(0);
  const before = await row();
  // A graph that cannot be read makes whoever reads it fail.
  await studio.home.pool.query(`update pipeline set draft_graph = '{"format": 99}'`);
  await studio.home.pool.query(`update version set graph = '{"format": 99}', report = '5'`);
  expect(await row()).toEqual(before);
  expect(await studio.services.versions.list(caller, pipelineId)).toHaveLength(1);
  expect((await studio.services.endpoints.list(caller)).map(({ slug }) => slug)).toContain("listed");
  await studio.services.collections.list(caller);
  await expect(studio.services.drafts.open(caller, pipelineId)).rejects.toMatchObject({
    code: "graph.from-the-future",
  });
});

describe("a graph beyond its limits", () => {
  it("is refused as a file, with the limit that it is beyond", async () => {
    const nodes = Array.from({ length: graphLimits.nodes + 1 }, (_, at) => ({
      ...rankGraph().nodes[0]!,
      id: `n${at}`,
    }));
    const file = { ...rankGraph(), nodes, edges: [] } as unknown as Json;
    await expect(create(file)).rejects.toMatchObject({ code: "graph.too-large" });
    const pipelineId = await create(rankGraph());
    await expect(studio.services.drafts.replace(caller, pipelineId, file)).rejects.toMatchObject({
      code: "graph.too-large",
    });
  });

  it("is not made by edits either, whose smaller neighbours are applied", async () => {
    const pipelineId = await create(rankGraph());
    const text = "x".repeat(maxGraphSize / 2);
    const sample = (id: string): Edit => ({ do: "put-sample", sample: { id, title: id, request: { text } } });
    expect((await apply(pipelineId, sample("a"))).refused).toEqual([]);
    expect((await apply(pipelineId, sample("b"))).refused).toEqual([
      { editId: expect.any(String), reason: expect.stringContaining("4.0 MB is the limit") },
    ]);
    expect((await apply(pipelineId, title("Small"))).refused).toEqual([]);
    expect((await apply(pipelineId, { do: "remove-sample", id: "a" })).refused).toEqual([]);
    expect((await apply(pipelineId, sample("b"))).refused).toEqual([]);
  });
});
