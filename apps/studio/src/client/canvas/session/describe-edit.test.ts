import { applyEdit } from "@aisle/runtime/graph/apply-edit";
import type { Edit } from "@aisle/runtime/graph/edit";
import { emptyGraph, type Graph } from "@aisle/runtime/graph/graph";
import { expect, it } from "vitest";
import { describeDifference, describeEdit } from "./describe-edit.ts";
import { describeRun } from "./describe-run.ts";

const node = (id: string, title: string): Graph["nodes"][number] => ({
  id,
  type: "t",
  version: 1,
  title,
  position: { x: 0, y: 0 },
  config: {},
});
const graph: Graph = {
  ...emptyGraph,
  nodes: [node("a", "Best sellers"), node("b", "Fuse")],
  edges: [{ id: "ab", from: "a.o", to: "b.i" }],
};
const said = (edit: Edit) => {
  const result = applyEdit(graph, edit);
  if (!result.ok) throw new Error(result.reason);
  return describeEdit(edit, graph, result.graph, new Map());
};

it("says what was done by the titles of nodes", () => {
  expect(said({ do: "add-node", node: node("c", "Limit") })).toBe("Added Limit.");
  expect(said({ do: "remove-node", id: "a" })).toBe("Removed Best sellers.");
  expect(said({ do: "add-edge", edge: { id: "x", from: "a.o", to: "b.j" } })).toBe("Wired Best sellers to Fuse.");
  expect(said({ do: "remove-edge", id: "ab" })).toBe("Removed the wire from Best sellers to Fuse.");
});

it("is silent about what is heard while typing, and short about many changes", () => {
  expect(said({ do: "set-field", node: "a", version: 1, path: ["p"], value: 1 })).toBeUndefined();
  const move = (id: string): Edit => ({ do: "move-node", id, position: { x: 1, y: 1 } });
  expect(said({ do: "batch", title: "Auto-layout", edits: [move("a"), move("b"), move("a"), move("b")] })).toBe(
    "Auto-layout: 4 changes.",
  );
});

it("says what an undo brought back or took away", () => {
  const gone = { ...graph, nodes: [graph.nodes[0]!], edges: [] };
  expect(describeDifference(gone, graph, new Map())).toBe("Fuse is back, 1 wire more");
  expect(describeDifference(graph, gone, new Map())).toBe("Fuse is gone, 1 wire fewer");
});

it("reports a run's outcomes", () => {
  const step = { node: "a", title: "", type: "", startMs: 0, durationMs: 1, queueMs: 0 };
  const run = {
    totalMs: 12,
    steps: [
      { ...step, outcome: "ran" as const },
      { ...step, outcome: "fell-back" as const },
    ],
  };
  expect(describeRun(run)).toBe("Run finished in 12 ms: 1 ran, 1 fell back.");
});
