import { applyEdit } from "@aisle/runtime/graph/apply-edit";
import { editsBetween } from "@aisle/runtime/graph/edits-between";
import { emptyGraph, type Graph } from "@aisle/runtime/graph/graph";
import { expect, it } from "vitest";
import { retainPins } from "./replace-graph.ts";

const place = (id: string, type = "rank.limit") => ({ id, type, version: 1, position: { x: 0, y: 0 }, config: {} });
const pin = (node: string) => ({ port: `${node}.products`, value: [], at: "2026-01-01T00:00:00Z" });

it("keeps samples pinned where the version still has their node, and lets go of the others", () => {
  const draft: Graph = {
    ...emptyGraph,
    nodes: [place("stays"), place("goes"), place("turns", "rank.sort")],
    pins: [pin("goes"), pin("stays"), pin("turns")],
  };
  const version: Graph = { ...emptyGraph, nodes: [place("turns"), place("stays"), place("back")] };
  const target = retainPins(draft, version);
  expect(target.pins).toEqual([pin("stays")]);
  const restored = applyEdit(draft, { do: "batch", title: "Restore", edits: editsBetween(draft, target) });
  if (!restored.ok) throw new Error(restored.reason);
  expect(restored.graph.pins).toEqual([pin("stays")]);
  expect(restored.graph.nodes.map(({ id, type }) => `${id} ${type}`).sort()).toEqual(
    version.nodes.map(({ id, type }) => `${id} ${type}`).sort(),
  );
  expect(retainPins({ ...emptyGraph }, version).pins).toBeUndefined();
});
