import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson } from "../canonical-json.ts";
import { applyEdit } from "./apply-edit.ts";
import type { Edit } from "./edit.ts";
import { lastTouches, touchOf } from "./edit-authors.ts";
import { editsBetween } from "./edits-between.ts";
import { emptyGraph, type Graph, type GraphNode } from "./graph.ts";
import { countChanges, graphDifference, ownWires } from "./graph-difference.ts";

const id = fc.constantFrom("a", "b", "c");
const value = fc.oneof(
  fc.integer({ min: 0, max: 2 }),
  fc.constant(null),
  fc.array(fc.nat(1), { maxLength: 2 }),
  fc.record({ x: fc.nat(1), y: fc.constant("y") }, { requiredKeys: [] }),
);
const position = fc.record({ x: fc.nat(1), y: fc.nat(1) });
const unique = <T extends { id: string }>(item: fc.Arbitrary<T>) =>
  fc.uniqueArray(item, { maxLength: 3, selector: (one) => one.id });
const nodes = unique(
  fc.record(
    {
      id,
      type: fc.constantFrom("rank.limit", "rank.sort"),
      version: fc.constantFrom(1, 2),
      position,
      config: fc.record({ p: value, q: value }, { requiredKeys: [] }),
      title: fc.constantFrom("One", "Two"),
      onFailure: fc.constant({ do: "skip" } as const),
      timeoutMs: fc.constant(50),
    },
    { requiredKeys: ["id", "type", "version", "position", "config"] },
  ),
);
const graph: fc.Arbitrary<Graph> = nodes.chain((placed) => {
  const member = placed.length === 0 ? undefined : fc.constantFrom(...placed.map((node) => node.id));
  const wire =
    member === undefined
      ? undefined
      : fc.record({
          id: fc.constantFrom("w1", "w2", "w3", "w4"),
          from: member.map((one) => `${one}.out`),
          to: member.map((one) => `${one}.in`),
        });
  return fc.record({
    format: fc.constant(1 as const),
    nodes: fc.constant(placed as GraphNode[]),
    edges: wire === undefined ? fc.constant([]) : unique(wire),
    notes: unique(
      fc.record({ id, position, text: fc.constantFrom("x", "y"), width: fc.constant(9), height: fc.constant(9) }),
    ),
    groups: unique(
      fc.record({
        id,
        title: fc.constantFrom("G", "H"),
        nodes: member === undefined ? fc.constant([]) : fc.uniqueArray(member),
      }),
    ),
    samples: unique(fc.record({ id, title: fc.constantFrom("S", "T"), request: fc.record({ n: fc.nat(1) }) })),
  });
});

/** A graph without what does not count: places and sizes, ids of wires, and orders other than that of an input's wires. */
function content(given: Graph): string {
  const sorted = <T extends { id: string }>(list: readonly T[]) => [...list].sort((a, b) => (a.id < b.id ? -1 : 1));
  const inputs: Record<string, string[]> = {};
  for (const { from, to } of given.edges) inputs[to] = [...(inputs[to] ?? []), from];
  return canonicalJson({
    nodes: sorted(given.nodes).map(({ position: _place, ...node }) => node),
    inputs,
    notes: sorted(given.notes).map(({ id: which, text }) => ({ which, text })),
    groups: sorted(given.groups).map((group) => ({ ...group, nodes: [...group.nodes].sort() })),
    samples: sorted(given.samples),
  } as never);
}

describe("graphDifference", () => {
  it("is empty exactly when two graphs have the same content", () => {
    fc.assert(
      fc.property(graph, graph, (before, after) => {
        expect(countChanges(graphDifference(before, after)) === 0).toBe(content(before) === content(after));
        expect(countChanges(graphDifference(before, before))).toBe(0);
      }),
      { numRuns: 3000 },
    );
  });

  it("is the mirror of the difference the other way round", () => {
    fc.assert(
      fc.property(graph, graph, (before, after) => {
        const forth = graphDifference(before, after);
        const back = graphDifference(after, before);
        expect(countChanges(back)).toBe(countChanges(forth));
        expect(back.nodes.added).toEqual(forth.nodes.removed);
        expect(back.wires.added).toEqual(forth.wires.removed);
        expect(new Set(back.wires.reordered)).toEqual(new Set(forth.wires.reordered));
      }),
      { numRuns: 1000 },
    );
  });

  it("says what a merchandiser changed: a field, a node with its wires, a wire, a move", () => {
    const place = (which: string, config: GraphNode["config"] = {}): GraphNode => ({
      id: which,
      type: "rank.limit",
      version: 1,
      position: { x: 0, y: 0 },
      config,
    });
    const live: Graph = {
      ...emptyGraph,
      nodes: [place("a", { most: 4, of: { unit: "piece" } }), place("b"), place("c")],
      edges: [
        { id: "1", from: "a.out", to: "b.in" },
        { id: "2", from: "b.out", to: "c.in" },
      ],
    };
    const edits: Edit[] = [
      { do: "set-field", node: "a", version: 1, path: ["most"], value: 2 },
      { do: "set-field", node: "a", version: 1, path: ["of", "unit"], value: "pack" },
      { do: "remove-node", id: "b" },
      { do: "add-edge", edge: { id: "3", from: "a.out", to: "c.in" } },
      { do: "move-node", id: "c", position: { x: 9, y: 9 } },
    ];
    const changed = applyEdit(live, { do: "batch", title: "b", edits });
    if (!changed.ok) throw new Error(changed.reason);
    const difference = graphDifference(live, changed.graph);
    expect(difference.nodes.changed[0]!.fields).toEqual([
      { path: ["most"], before: 4, after: 2 },
      { path: ["of", "unit"], before: "piece", after: "pack" },
    ]);
    expect(difference.nodes.removed.map((node) => node.id)).toEqual(["b"]);
    expect(difference.moved).toEqual(["c"]);
    expect(ownWires(difference).added.map((edge) => edge.id)).toEqual(["3"]);
    expect(ownWires(difference).removed).toEqual([]);
    expect(countChanges(difference)).toBe(4);
  });

  it("reports another order of an input's wires, and of no others", () => {
    const wires = (order: string) => ({
      ...emptyGraph,
      edges: [...order].map((from) => ({ id: from, from: `${from}.out`, to: "z.lists" })),
    });
    expect(graphDifference(wires("abc"), wires("acb")).wires.reordered).toEqual(["z.lists"]);
    expect(graphDifference(wires("abc"), wires("ac")).wires).toMatchObject({ reordered: [], removed: [{ id: "b" }] });
  });
});

describe("editsBetween", () => {
  it("leads from one graph to another and touches only what differs", () => {
    fc.assert(
      fc.property(graph, graph, (before, after) => {
        const edits = editsBetween(before, after);
        const applied = applyEdit(before, { do: "batch", title: "b", edits });
        if (!applied.ok) throw new Error(applied.reason);
        const left = graphDifference(applied.graph, after);
        expect([countChanges(left), left.moved]).toEqual([0, []]);
        const back = applyEdit(applied.graph, applied.inverse);
        if (!back.ok) throw new Error(back.reason);
        expect(content(back.graph)).toBe(content(before));
        expect(editsBetween(before, before)).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("touchOf", () => {
  const by = (author: string, at: string, edit: Edit) => ({ author, at, edit });
  const field = (path: (string | number)[]): Edit => ({ do: "set-field", node: "a", version: 1, path, value: 1 });
  const touches = lastTouches([
    by("ines", "2026-01-01", field(["weights", 0])),
    by("karl", "2026-01-02", field(["weights", 1])),
    by("mia", "2026-01-03", field(["weightsOf"])),
    by("noor", "2026-01-04", { do: "batch", title: "b", edits: [{ do: "remove-edge", id: "w" }] }),
    by("omar", "2026-01-05", { do: "move-node", id: "a", position: { x: 1, y: 1 } }),
  ]);

  it("finds who changed a field last, also when only a part of it was set", () => {
    expect(touchOf(touches, ["field:a:weights"])?.author).toBe("karl");
    expect(touchOf(touches, ["field:a:weightsOf"])?.author).toBe("mia");
    expect(touchOf(touches, ["edge:w"])?.author).toBe("noor");
  });

  it("blames nobody for what nobody touched, nor for a move", () => {
    expect(touchOf(touches, ["field:b:weights", "position:a"])).toBeUndefined();
  });
});
