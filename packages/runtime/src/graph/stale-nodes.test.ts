import type { Graph } from "@aisle/runtime/graph/graph";
import { describe, expect, it } from "vitest";
import { staleNodes } from "./stale-nodes.ts";

const node = (id: string, config = {}, x = 0) => ({
  id,
  type: "rank.limit",
  version: 1,
  position: { x, y: 0 },
  config,
});
const graph = (part: Partial<Graph>): Graph => ({
  format: 1,
  nodes: [node("a"), node("b"), node("c"), node("d")],
  edges: [
    { id: "1", from: "a.products", to: "b.products" },
    { id: "2", from: "b.products", to: "c.products" },
    { id: "3", from: "a.products", to: "d.products" },
  ],
  groups: [],
  notes: [],
  samples: [],
  ...part,
});

describe("nodes whose last result is out of date", () => {
  const ran = graph({});

  it("is none when nothing changed, or nodes were only moved", () => {
    expect([...staleNodes(ran, ran)]).toEqual([]);
    expect([
      ...staleNodes(ran, graph({ nodes: ran.nodes.map((one) => ({ ...one, position: { x: 9, y: 9 } })) })),
    ]).toEqual([]);
  });

  it("is the changed node and all after it, not those beside it", () => {
    const changed = graph({ nodes: [node("a"), node("b", { count: 3 }), node("c"), node("d")] });
    expect([...staleNodes(ran, changed)].toSorted()).toEqual(["b", "c"]);
  });

  it("follows a wire that was cut, and a node that was taken out", () => {
    expect([...staleNodes(ran, graph({ edges: ran.edges.slice(1) }))].toSorted()).toEqual(["b", "c"]);
    const without = graph({ nodes: ran.nodes.slice(1), edges: ran.edges.slice(1, 2) });
    expect([...staleNodes(ran, without)].toSorted()).toEqual(["b", "c", "d"]);
  });

  it("is a node that was pinned since, and all after it", () => {
    const pins = [{ port: "b.products", value: [], at: "2026-01-01T00:00:00.000Z" }];
    expect([...staleNodes(ran, graph({ pins }))].toSorted()).toEqual(["b", "c"]);
    expect([...staleNodes(graph({ pins }), graph({ pins }))]).toEqual([]);
  });

  it("ends on a cycle", () => {
    const edges = [...ran.edges, { id: "4", from: "c.products", to: "b.products" }];
    expect([...staleNodes(ran, graph({ edges }))].toSorted()).toEqual(["b", "c"]);
  });
});
