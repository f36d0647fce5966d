import { applyEdit } from "@aisle/runtime/graph/apply-edit";
import { emptyGraph, type Graph } from "@aisle/runtime/graph/graph";
import { readGraphFile } from "@aisle/runtime/graph/graph-file";
import fc from "fast-check";
import { expect, it } from "vitest";
import { copyPart, pasteEdit } from "./graph-clipboard.ts";

const place = (id: string, x = 0): Graph["nodes"][number] => ({
  id,
  type: "nobody.has-this",
  version: 1,
  position: { x, y: 0 },
  config: { count: 3, of: [id] },
});
const graph: Graph = {
  ...emptyGraph,
  nodes: [place("a"), place("b", 200), place("c", 400)],
  edges: [
    { id: "ab", from: "a.out", to: "b.in" },
    { id: "bc", from: "b.out", to: "c.in" },
  ],
  notes: [{ id: "note", position: { x: 0, y: 300 }, text: "Why two", width: 100, height: 50 }],
  groups: [
    {
      id: "g",
      title: "Find",
      nodes: ["a", "b"],
      ports: { inputs: { "a.in": "Query" }, outputs: {} },
      position: { x: 5, y: 5 },
    },
  ],
  samples: [{ id: "s", title: "S", request: {} }],
};

function paste(text: string, onto: Graph) {
  const pasted = pasteEdit(text, onto);
  if (!pasted.ok) throw new Error(pasted.reason);
  const result = applyEdit(onto, pasted.edit);
  if (!result.ok) throw new Error(result.reason);
  return { graph: result.graph, ids: pasted.ids };
}

it("copies nodes with the wires between them, notes and whole groups, as a graph file that people can read", () => {
  const part = copyPart(graph, new Set(["a", "b", "note"]));
  expect(readGraphFile(JSON.parse(JSON.stringify(part, null, 2)))).toEqual(part);
  expect([part.edges, part.notes, part.groups].map((list) => list.map(({ id }) => id))).toEqual([
    ["ab"],
    ["note"],
    ["g"],
  ]);
  expect(part.samples).toEqual([]);
  const pins = [{ port: "c.out", value: [], at: "2026-01-01T00:00:00Z" }];
  expect(copyPart({ ...graph, pins }, new Set(["a", "b", "note"]))).toEqual(part);
  expect(copyPart(graph, new Set(["a"])).groups).toEqual([]);
  expect(copyPart(graph, new Set(["g"])).nodes.map(({ id }) => id)).toEqual(["a", "b"]);
});

it("pastes into another pipeline under fresh ids, config kept, at the same place", () => {
  const { graph: into, ids } = paste(JSON.stringify(copyPart(graph, new Set(["a", "b", "note"]))), emptyGraph);
  expect(into.nodes.map(({ position, config, type }) => ({ position, config, type }))).toEqual(
    graph.nodes.slice(0, 2).map(({ position, config, type }) => ({ position, config, type })),
  );
  const [a, b] = ids;
  expect(ids.some((id) => ["a", "b", "note"].includes(id))).toBe(false);
  expect(into.edges).toMatchObject([{ from: `${a}.out`, to: `${b}.in` }]);
  expect(into.notes).toMatchObject([{ text: "Why two", position: { x: 0, y: 300 } }]);
  expect(into.groups).toMatchObject([{ title: "Find", nodes: [a, b], ports: { inputs: { [`${a}.in`]: "Query" } } }]);
});

it("moves aside what is pasted over what it was copied from, each time further", () => {
  const text = JSON.stringify(copyPart(graph, new Set(["a"])));
  const once = paste(text, graph).graph;
  const twice = paste(text, once).graph;
  expect(twice.nodes.map(({ position }) => position)).toEqual([
    ...graph.nodes.map(({ position }) => position),
    { x: 32, y: 32 },
    { x: 64, y: 64 },
  ]);
});

it("undoes a paste whole, whatever was copied", () => {
  fc.assert(
    fc.property(fc.subarray(["a", "b", "c", "note", "g"]), (ids) => {
      const part = copyPart(graph, new Set(ids));
      if (part.nodes.length + part.notes.length === 0) return;
      const pasted = pasteEdit(JSON.stringify(part), graph);
      if (!pasted.ok) throw new Error(pasted.reason);
      const forth = applyEdit(graph, pasted.edit);
      if (!forth.ok) throw new Error(forth.reason);
      readGraphFile(forth.graph);
      const back = applyEdit(forth.graph, forth.inverse);
      expect(back.ok && back.graph).toEqual(graph);
    }),
  );
});

it.each([
  ["", /no text/],
  ["hello", /not part of a pipeline/],
  ["42", /not a graph/],
  ['{"format":1,"nodes":[],"edges":[]}', /nothing to paste/],
  ['{"format":1,"nodes":[{"id":"a"}],"edges":[]}', /nodes\.0\.type/],
  ['{"format":99,"nodes":[],"edges":[]}', /format 99/],
  [JSON.stringify({ ...graph, nodes: [] }), /There is no node a/],
])("takes nothing but graphs from the clipboard, and says why: %s", (text, reason) => {
  const pasted = pasteEdit(text, graph);
  expect(pasted).toMatchObject({ ok: false, reason: expect.stringMatching(reason) });
});
