import type { Facts } from "@aisle/runtime/compile/facts";
import type { QuickFix } from "@aisle/runtime/compile/problem";
import { emptyGraph, type Graph } from "@aisle/runtime/graph/graph";
import type { NodeManifest } from "@aisle/runtime/node-sdk/manifest";
import { type PortSpec, port } from "@aisle/runtime/node-sdk/port-type";
import { expect, it } from "vitest";
import type { NodeCatalogue } from "../../api/outputs.ts";
import { createCanvasModel } from "../session/canvas-model.ts";
import type { Refused } from "../session/canvas-view.ts";
import { createDraftSession } from "../session/draft-session.ts";
import { finishRebuild } from "./apply-quick-fix.ts";

const manifest = (
  type: string,
  inputs: Record<string, PortSpec>,
  outputs: Record<string, PortSpec>,
  defaults: object,
) =>
  ({ type, version: 1, title: type, summary: "", inputs, outputs, defaults, effects: [] }) as unknown as NodeManifest;
const manifests = [
  manifest(
    "embed",
    {},
    { vector: port("Vector", { params: { embedder: { config: "embedder" } } }) },
    { embedder: "old" },
  ),
  manifest(
    "search",
    { vector: port("Vector", { params: { embedder: { fact: "collection.{config.collection}.embedder" } } }) },
    {},
    { collection: "all" },
  ),
];
const node = (id: string, type: string, config = {}): Graph["nodes"][number] => ({
  id,
  type,
  version: 1,
  position: { x: 0, y: 0 },
  config,
});
const setEmbedder = { do: "set-field", node: "e", version: 1, path: ["embedder"], value: "new" } as const;
const quickFix: QuickFix = { title: "Rebuild all and embed by new", edits: [setEmbedder], rebuild: "all" };
const refused: Refused = {
  id: "refused",
  from: "e.vector",
  to: "s.vector",
  reason: "another model",
  quickFixes: [quickFix],
};
const rebuilt: Facts = { target: "endpoint", collections: [{ name: "all", embedder: "new" }] };

function waitingCanvas() {
  let serial = 0;
  const graph: Graph = { ...emptyGraph, nodes: [node("e", "embed", { embedder: "old" }), node("s", "search")] };
  const session = createDraftSession({
    draft: { graph, revision: 0, savedAt: "2026-01-01T00:00:00.000Z" },
    send: () => new Promise(() => undefined),
    isLasting: () => false,
    memory: { load: () => ({ waiting: [], refused: [] }), save: () => true },
    newId: () => `edit-${serial++}`,
    onGap: () => undefined,
  });
  const catalogue = { manifests, icons: {} } as unknown as NodeCatalogue;
  const before: Facts = { target: "endpoint", collections: [{ name: "all", embedder: "other" }] };
  const model = createCanvasModel("p", session, catalogue, before, true);
  const configs = JSON.stringify([["e", { embedder: "old" }]]);
  model.view.set({ refusals: [refused], rebuild: { quickFix, refused, configs, jobId: "1", error: undefined } });
  const finish = () => {
    model.view.set({ facts: rebuilt });
    finishRebuild(model);
    return session.get().graph;
  };
  return { model, session, finish };
}

it("makes the quick fix's settings and draws the wire, as one step to undo", () => {
  const { model, session, finish } = waitingCanvas();
  const graph = finish();
  expect(graph.edges).toMatchObject([{ from: "e.vector", to: "s.vector" }]);
  expect(graph.nodes[0]?.config).toEqual({ embedder: "new" });
  expect(model.view.get()).toMatchObject({ refusals: [], rebuild: undefined });
  session.undo();
  expect(session.get().graph.edges).toEqual([]);
  expect(session.get().graph.nodes[0]?.config).toEqual({ embedder: "old" });
});

it("draws nothing that was dismissed meanwhile, and leaves the settings", () => {
  const { model, finish } = waitingCanvas();
  model.dismissRefusals();
  const graph = finish();
  expect(graph.edges).toEqual([]);
  expect(graph.nodes[0]?.config).toEqual({ embedder: "old" });
});

it("keeps what was set meanwhile, and the refused wire where that does not fit", () => {
  const { model, finish } = waitingCanvas();
  model.change({ ...setEmbedder, value: "third" });
  const graph = finish();
  expect(graph.nodes[0]?.config).toEqual({ embedder: "third" });
  expect(graph.edges).toEqual([]);
  expect(model.view.get().refusals).toEqual([refused]);
});

it("draws no second wire beside one that was drawn by hand", () => {
  const { model, finish } = waitingCanvas();
  model.change(setEmbedder);
  model.change({ do: "add-edge", edge: { id: "byHand", from: "e.vector", to: "s.vector" } });
  const graph = finish();
  expect(graph.edges.map(({ id }) => id)).toEqual(["byHand"]);
  expect(model.view.get().refusals).toEqual([]);
});

it("says so where a node of the wire is gone", () => {
  const { model, finish } = waitingCanvas();
  model.change({ do: "remove-node", id: "s" });
  expect(finish().edges).toEqual([]);
  expect(model.view.get().rebuild).toBeUndefined();
});
