import { applyEdit } from "@aisle/runtime/graph/apply-edit";
import type { Edit } from "@aisle/runtime/graph/edit";
import { emptyGraph, type Graph } from "@aisle/runtime/graph/graph";
import fc from "fast-check";
import { expect, it } from "vitest";
import { hiddenNodes, refOf, shownWires } from "../session/shown-graph.ts";
import { tabOrder } from "../session/tab-order.ts";
import { collapseGroup, expandGroup, groupNodes, ungroup } from "./group-nodes.ts";
import { groupPorts } from "./group-ports.ts";
import { moveItems } from "./move-items.ts";

const count = 6;
const at = fc.record({ x: fc.integer({ min: -500, max: 500 }), y: fc.integer({ min: -500, max: 500 }) });
const anyGraph: fc.Arbitrary<Graph> = fc
  .tuple(
    fc.array(at, { minLength: count, maxLength: count }),
    fc.uniqueArray(fc.tuple(fc.nat(count - 1), fc.nat(count - 1)), { selector: String }),
  )
  .map(([places, pairs]) => ({
    ...emptyGraph,
    nodes: places.map((position, id) => ({ id: `n${id}`, type: "t", version: 1, position, config: {} })),
    edges: pairs
      .filter(([from, to]) => from < to)
      .map(([from, to]) => ({ id: `e${from}-${to}`, from: `n${from}.o`, to: `n${to}.i` })),
  }));
const someNodes = fc
  .uniqueArray(fc.nat(count - 1), { minLength: 1 })
  .map((list) => new Set(list.map((id) => `n${id}`)));

function apply(graph: Graph, edit: Edit | undefined): { readonly graph: Graph; readonly inverse: Edit } {
  if (edit === undefined) return { graph, inverse: { do: "batch", title: "", edits: [] } };
  const result = applyEdit(graph, edit);
  if (!result.ok) throw new Error(result.reason);
  return result;
}

it("changes nothing of what a graph computes, however it is grouped, collapsed, moved and expanded", () => {
  fc.assert(
    fc.property(anyGraph, someNodes, at, (graph, members, by) => {
      const made = groupNodes(graph, members)!;
      const grouped = apply(graph, made.edit).graph;
      const collapsed = apply(grouped, collapseGroup(grouped, grouped.groups[0]!)).graph;
      const moved = apply(collapsed, moveItems(collapsed, [{ key: `group:${made.id}`, dx: by.x, dy: by.y }])).graph;
      const expanded = apply(moved, expandGroup(moved, moved.groups[0]!)).graph;
      const loose = apply(expanded, ungroup(expanded, expanded.groups)).graph;
      for (const state of [grouped, collapsed, moved, expanded, loose]) {
        expect(state.edges).toEqual(graph.edges);
        expect(state.nodes.map(({ position: _place, ...rest }) => rest)).toEqual(
          graph.nodes.map(({ position: _place, ...rest }) => rest),
        );
      }
      for (const node of graph.nodes) {
        const { x, y } = loose.nodes.find(({ id }) => id === node.id)!.position;
        const shift = members.has(node.id) ? by : { x: 0, y: 0 };
        expect([x - node.position.x, y - node.position.y]).toEqual([shift.x, shift.y]);
      }
    }),
  );
});

it("undoes collapsing and expanding step by step to the very graph", () => {
  fc.assert(
    fc.property(anyGraph, someNodes, (graph, members) => {
      const grouped = apply(graph, groupNodes(graph, members)!.edit);
      const collapsed = apply(grouped.graph, collapseGroup(grouped.graph, grouped.graph.groups[0]!));
      const expanded = apply(collapsed.graph, expandGroup(collapsed.graph, collapsed.graph.groups[0]!));
      const back = apply(expanded.graph, expanded.inverse).graph;
      expect(back).toEqual(collapsed.graph);
      expect(apply(back, collapsed.inverse).graph).toEqual(grouped.graph);
      expect(apply(grouped.graph, grouped.inverse).graph).toEqual(graph);
    }),
  );
});

it("draws every wire but those inside a collapsed group, and reads its ends back", () => {
  fc.assert(
    fc.property(anyGraph, someNodes, (graph, members) => {
      const grouped = apply(graph, groupNodes(graph, members)!.edit).graph;
      const collapsed = apply(grouped, collapseGroup(grouped, grouped.groups[0]!)).graph;
      expect(new Set(hiddenNodes(collapsed).keys())).toEqual(members);
      const inside = (ref: string) => members.has(ref.slice(0, 2));
      const crossing = graph.edges.filter(({ from, to }) => !(inside(from) && inside(to)));
      expect(shownWires(collapsed).map(({ id, from, to }) => ({ id, from: refOf(from), to: refOf(to) }))).toEqual(
        crossing,
      );
      const ports = groupPorts(collapsed, collapsed.groups[0]!, new Map());
      const border = crossing.filter(({ from, to }) => inside(from) || inside(to));
      expect(new Set(ports.map(({ side, ref }) => `${side} ${ref}`))).toEqual(
        new Set(border.map(({ from, to }) => (inside(from) ? `outputs ${from}` : `inputs ${to}`))),
      );
      const order = tabOrder(collapsed);
      expect(new Set(order).size).toBe(order.length);
      expect(order.filter((key) => members.has(key))).toEqual([]);
    }),
  );
});

it("takes nodes out of the group they were in, and a group with none left goes", () => {
  const graph: Graph = {
    ...emptyGraph,
    nodes: ["a", "b", "c"].map((id) => ({ id, type: "t", version: 1, position: { x: 0, y: 0 }, config: {} })),
    groups: [
      { id: "one", title: "One", nodes: ["a", "b"] },
      { id: "two", title: "Two", nodes: ["c"] },
    ],
  };
  const made = groupNodes(graph, new Set(["b", "c"]))!;
  const result = apply(graph, made.edit);
  expect(result.graph.groups.map(({ id, nodes }) => [id, nodes])).toEqual([
    ["one", ["a"]],
    [made.id, ["b", "c"]],
  ]);
  expect(new Set(apply(result.graph, result.inverse).graph.groups)).toEqual(new Set(graph.groups));
  expect(groupNodes(graph, new Set())).toBeUndefined();
});

it("moves a frame's members with it, each once", () => {
  const graph: Graph = {
    ...emptyGraph,
    nodes: ["a", "b"].map((id) => ({ id, type: "t", version: 1, position: { x: 0, y: 0 }, config: {} })),
    groups: [{ id: "g", title: "G", nodes: ["a", "b"], colour: "moss" }],
  };
  const moves = [
    { key: "group:g", dx: 16, dy: 0 },
    { key: "a", dx: 16, dy: 0 },
  ];
  const { nodes } = apply(graph, moveItems(graph, moves)).graph;
  expect(nodes.map(({ position }) => position.x)).toEqual([16, 16]);
});
