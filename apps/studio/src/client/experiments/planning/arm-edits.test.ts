import type { Graph } from "@aisle/runtime/graph/graph";
import { expect, it } from "vitest";
import { armEdits } from "./arm-edits.ts";

const node = (id: string, more: object = {}) => ({
  id,
  type: "find.trending",
  version: 1,
  position: { x: 0, y: 0 },
  config: { days: 7 },
  ...more,
});
const graph = (nodes: Graph["nodes"], more: Partial<Graph> = {}): Graph => ({
  format: 1,
  nodes,
  edges: [],
  notes: [],
  groups: [],
  samples: [],
  ...more,
});

it("takes what changes answers, and leaves where things stand and what is written beside them", () => {
  const version = graph([node("a"), node("b")]);
  const moved = { position: { x: 99, y: 9 }, title: "Another name" };
  const draft = graph([node("a", { ...moved, config: { days: 14 } }), node("b", moved), node("c")], {
    notes: [{ id: "n", position: { x: 0, y: 0 }, text: "why", width: 100, height: 50 }],
    samples: [{ id: "s", title: "one", request: {} }],
  });
  expect(armEdits(version, draft).map((edit) => edit.do)).toEqual(["add-node", "set-field"]);
  expect(armEdits(version, graph([node("a", moved), node("b")]))).toEqual([]);
});
