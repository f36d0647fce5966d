import { emptyGraph, type Graph } from "@aisle/runtime/graph/graph";
import { expect, it } from "vitest";
import type { CanvasView } from "./canvas-view.ts";
import { forgetGone } from "./forget-gone.ts";
import { createStore } from "./store.ts";

const node = (id: string): Graph["nodes"][number] => ({
  id,
  type: "rules.filter",
  version: 1,
  position: { x: 0, y: 0 },
  config: {},
});
const view = (chosen: Partial<CanvasView>) =>
  createStore({ selected: new Set(), selectedItems: new Set(), refusals: [], ...chosen } as unknown as CanvasView);

it("keeps of a selection what the graph still holds", () => {
  const store = view({
    selected: new Set(["a", "gone"]),
    selectedItems: new Set(["note:gone", "group:g"]),
    selectedWire: "gone",
    editingNote: "gone",
    why: { node: "gone", item: {} as never },
  });
  forgetGone(store, { ...emptyGraph, nodes: [node("a")], groups: [{ id: "g", title: "G", nodes: ["a"] }] });
  expect(store.get()).toMatchObject({ selected: new Set(["a"]), selectedItems: new Set(["group:g"]) });
  expect([store.get().selectedWire, store.get().editingNote, store.get().why]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

it("changes nothing, and wakes nobody, when nothing chosen is gone", () => {
  const store = view({ selected: new Set(["a"]), selectedWire: "refused", refusals: [{ id: "refused" } as never] });
  const before = store.get();
  forgetGone(store, { ...emptyGraph, nodes: [node("a")] });
  expect(store.get()).toBe(before);
});
