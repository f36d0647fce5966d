import type { Caller } from "@aisle/app/access/caller";
import type { DraftChange } from "@aisle/app/drafts/drafts-shapes";
import type { StudioServices } from "@aisle/app/services/studio-services";
import { canonicalJson } from "@aisle/runtime/canonical-json";
import { applyEdit } from "@aisle/runtime/graph/apply-edit";
import type { Edit } from "@aisle/runtime/graph/edit";
import { emptyGraph, type Graph } from "@aisle/runtime/graph/graph";
import type { Json, JsonObject } from "@aisle/runtime/json";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { rankGraph } from "./test-graphs.ts";
import { type TestHome, testHome, testWorkspace } from "./test-home.ts";
import { newId } from "./test-shop.ts";
import { openTestStudio } from "./test-studio-services.ts";

const ines: Caller = { workspaceId: testWorkspace, userId: "ines", role: "owner" };
const karl: Caller = { workspaceId: testWorkspace, userId: "karl", role: "merchandiser" };

let home: TestHome;
let studio: Awaited<ReturnType<typeof openTestStudio>>;
let services: StudioServices;
let pipelineId: string;

beforeAll(async () => {
  home = await testHome();
  studio = await openTestStudio(home);
  ({ services } = studio);
});
afterAll(async () => {
  await studio?.close();
  await home?.remove();
});
beforeEach(async () => {
  ({ pipelineId } = await services.pipelines.create(ines, { name: "Draft" }));
});

const node = (id: string, config: Graph["nodes"][number]["config"] = {}): Graph["nodes"][number] => ({
  id,
  type: "rank.limit",
  version: 1,
  position: { x: 0, y: 0 },
  config,
});
const add = (id: string): Edit => ({ do: "add-node", node: node(id) });
const sent = (edit: Edit, editId = newId("edit")) => ({ editId, edit });
const apply = (caller: Caller, ...edits: ReturnType<typeof sent>[]) =>
  services.drafts.edit(caller, pipelineId, 0, edits);
const draft = () => services.drafts.open(ines, pipelineId);

describe("applyEdits", () => {
  it("applies an edit once, however often it is sent", async () => {
    const edit = sent(add("a"));
    const first = await apply(ines, edit);
    expect(first).toMatchObject({ revision: 1, applied: [{ editId: edit.editId, revision: 1 }], refused: [] });
    await apply(ines, sent(add("b")));
    expect((await apply(ines, edit, edit)).applied).toEqual([first.applied[0], first.applied[0]]);
    const twice = sent(add("c"));
    expect((await apply(ines, twice, twice)).revision).toBe(3);
    await Promise.all(Array.from({ length: 6 }, () => apply(karl, twice)));
    const { graph, revision } = await draft();
    expect([revision, graph.nodes.map(({ id }) => id)]).toEqual([3, ["a", "b", "c"]]);
  });

  it("refuses with the reason what has no place any more, and applies the rest", async () => {
    await apply(ines, sent(add("a")));
    const [late, good, again] = [sent({ do: "remove-node", id: "gone" }), sent(add("b")), sent(add("a"))];
    const wrongVersion = sent({ do: "set-field", node: "a", version: 9, path: ["count"], value: 3 });
    const result = await apply(karl, late, good, again, wrongVersion);
    expect(result.applied).toEqual([{ editId: good.editId, revision: 2 }]);
    expect(result.refused).toEqual([
      { editId: late.editId, reason: expect.stringContaining("gone") },
      { editId: again.editId, reason: expect.any(String) },
      { editId: wrongVersion.editId, reason: expect.stringContaining("version 1") },
    ]);
    expect((await draft()).revision).toBe(2);
  });

  it("says when the pipeline is gone", async () => {
    await services.pipelines.remove(ines, pipelineId);
    await expect(apply(ines, sent(add("a")))).rejects.toMatchObject({ code: "pipeline.not-found" });
  });

  it("ends with one graph for everybody, whoever edits what at the same time", async () => {
    const id = fc.constantFrom("a", "b", "c", "d");
    const edit: fc.Arbitrary<Edit> = fc.oneof(
      id.map(add),
      id.map((gone): Edit => ({ do: "remove-node", id: gone })),
      fc.record({
        do: fc.constant("move-node" as const),
        id,
        position: fc.record({ x: fc.integer(), y: fc.integer() }),
      }),
      fc.record({
        do: fc.constant("set-field" as const),
        node: id,
        version: fc.constant(1),
        path: fc.constant(["count"]),
        value: fc.nat(50),
      }),
      fc.record({
        do: fc.constant("set-title" as const),
        node: id,
        title: fc.string({ maxLength: 20, unit: "grapheme" }),
      }),
      fc.tuple(id, id).map(
        ([from, to]): Edit => ({
          do: "add-edge",
          edge: { id: `${from}${to}`, from: `${from}.products`, to: `${to}.products` },
        }),
      ),
      fc.tuple(id, id).map(([from, to]): Edit => ({ do: "remove-edge", id: `${from}${to}` })),
      fc.record({
        do: fc.constant("put-group" as const),
        group: fc.record({ id, title: fc.constant("G"), nodes: fc.uniqueArray(id) }),
      }),
      fc.record({
        do: fc.constant("change-group" as const),
        id,
        set: fc.record({ title: fc.constantFrom("H", "I"), collapsed: fc.boolean() }, { requiredKeys: [] }),
      }),
      fc.record({
        do: fc.constant("set-membership" as const),
        node: id,
        groups: fc.uniqueArray(fc.record({ id, at: fc.nat(2) }), { selector: (one) => one.id, maxLength: 2 }),
      }),
      fc.record({
        do: fc.constant("put-sample" as const),
        sample: fc.record({
          id,
          title: fc.constant("S"),
          request: fc.dictionary(fc.constantFrom("q", "n"), fc.jsonValue()) as fc.Arbitrary<JsonObject>,
        }),
      }),
    );
    const writes = fc.array(fc.array(edit, { minLength: 1, maxLength: 4 }), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(writes, writes, async (mine, theirs) => {
        ({ pipelineId } = await services.pipelines.create(ines, { name: "Two" }));
        const write = async (caller: Caller, batches: Edit[][]) => {
          const counted = { applied: 0, refused: 0 };
          for (const batch of batches) {
            const { applied, refused } = await apply(caller, ...batch.map((one) => sent(one)));
            counted.applied += applied.length;
            counted.refused += refused.length;
          }
          expect(counted.applied + counted.refused).toBe(batches.flat().length);
          return counted.applied;
        };
        const counts = await Promise.all([write(ines, mine), write(karl, theirs)]);
        const { graph, revision } = await draft();
        expect(revision).toBe(counts[0] + counts[1]);
        const replayed = (await changesUpTo(revision)).reduce<Graph>((current, change) => {
          const result = applyEdit(current, change.edit);
          if (!result.ok) throw new Error(`a stored edit is refused: ${result.reason}`);
          return result.graph;
        }, emptyGraph);
        expect(canonicalJson(replayed as never)).toBe(canonicalJson(graph as never));
      }),
      { numRuns: 20, interruptAfterTimeLimit: 8_000, markInterruptAsFailure: false },
    );
  }, 60_000);
});

/** The stream's changes until a revision has come. */
async function changesUpTo(revision: number, from = 0): Promise<DraftChange[]> {
  const changes: DraftChange[] = [];
  const stop = new AbortController();
  if (revision === from) return changes;
  for await (const change of services.drafts.changes(karl, pipelineId, from, stop.signal)) {
    if ("about" in change) continue;
    changes.push(change);
    if (change.revision >= revision) stop.abort();
  }
  return changes;
}

describe("draftChanges", () => {
  it("reports what was before and what comes, in order, each once, with its author", async () => {
    await apply(ines, sent(add("n1")), sent(add("n2")));
    const seen = changesUpTo(42, 1);
    await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        apply(i % 2 === 0 ? ines : karl, sent({ do: "set-title", node: "n1", title: `t${i}` })),
      ),
    );
    const changes = await seen;
    expect(changes.map((change) => change.revision)).toEqual(Array.from({ length: 41 }, (_, i) => i + 2));
    expect(new Set(changes.map((change) => change.editId)).size).toBe(41);
    expect(new Set(changes.map((change) => change.author.name))).toEqual(new Set(["ines", "karl"]));
  });

  it("ends at once when its reader goes, and leaves no listener behind", async () => {
    const stop = new AbortController();
    const reading = (async () => {
      for await (const change of services.drafts.changes(karl, pipelineId, 0, stop.signal)) void change;
    })();
    await vi.waitFor(() => expect(studio.watched()).toBe(1));
    await new Promise((resolve) => setTimeout(resolve, 50));
    stop.abort();
    await reading;
    expect(studio.watched()).toBe(0);
  });
});

describe("replaceDraft", () => {
  const replace = (caller: Caller, file: unknown) => services.drafts.replace(caller, pipelineId, file as Json);

  it("turns the draft into another graph by edits that other editors hear of", async () => {
    await replace(ines, rankGraph());
    const target = rankGraph({ count: 3 }, { limit: { type: "rank.limit" } });
    const { revision } = await replace(karl, target);
    expect(revision).toBe(2);
    const { graph } = await draft();
    const byId = (list: readonly { readonly id: string }[]) => [...list].sort((a, b) => (a.id < b.id ? -1 : 1));
    expect(byId(graph.nodes)).toEqual(byId(target.nodes));
    expect(graph.edges).toEqual(target.edges);
    expect((await changesUpTo(2)).map((change) => change.author.name)).toEqual(["ines", "karl"]);
    expect((await replace(karl, target)).revision).toBe(2);
  });

  it.each([
    [{ format: 99, nodes: [], edges: [] }, "graph.from-the-future"],
    [{ format: 1, nodes: [{ id: "a" }], edges: [] }, "graph.invalid"],
    ["text", "graph.invalid"],
    [null, "graph.invalid"],
  ] as const)("refuses %j and leaves the draft as it was", async (file, code) => {
    await apply(ines, sent(add("a")));
    await expect(replace(ines, file)).rejects.toMatchObject({ code });
    expect(await draft()).toMatchObject({ revision: 1, graph: { nodes: [{ id: "a" }] } });
  });
});
