import { expect, it } from "vitest";
import { AisleError } from "../errors.ts";
import type { Json } from "../json.ts";
import { applyEdit } from "./apply-edit.ts";
import type { Edit } from "./edit.ts";
import { editSchema } from "./edit-schema.ts";
import { editsBetween } from "./edits-between.ts";
import { emptyGraph, type Graph, parseGraph } from "./graph.ts";
import { readGraphFile } from "./graph-file.ts";
import { graphLimits, maxGraphSize } from "./graph-limits.ts";

const node = (id: string, config: { readonly [key: string]: Json } = {}): Graph["nodes"][number] => ({
  id,
  type: "rank.limit",
  version: 1,
  position: { x: 0, y: 0 },
  config: { ...config },
});
const chain = (nodes: number, edges = nodes - 1): Graph => ({
  ...emptyGraph,
  nodes: Array.from({ length: nodes }, (_, at) => node(`n${at}`)),
  edges: Array.from({ length: edges }, (_, at) => ({
    id: `e${at}`,
    from: `n${at % nodes}.products`,
    to: `n${(at + 1) % nodes}.products`,
  })),
});
const nested = (levels: number): Json => {
  let value: Json = 1;
  for (let level = 0; level < levels; level++) value = level % 2 === 0 ? [value] : { in: value };
  return value;
};
const refusal = (file: unknown): AisleError => {
  try {
    readGraphFile(file);
  } catch (error) {
    if (error instanceof AisleError) return error;
    throw error;
  }
  throw new Error("it was read");
};

it("reads a file up to the limits, and names every limit that one is beyond", () => {
  const full = chain(graphLimits.nodes, graphLimits.edges);
  expect(readGraphFile(full)).toEqual(full);
  const error = refusal({ ...chain(graphLimits.nodes + 1, graphLimits.edges + 1), notes: [] });
  expect(error.code).toBe("graph.too-large");
  expect(error.message).toMatch(/2,001 nodes.*2,000.*10,001 wires.*10,000/);
  const large = { ...emptyGraph, nodes: [node("a", { text: "x".repeat(maxGraphSize) })] };
  expect(refusal(large)).toMatchObject({ code: "graph.too-large", message: expect.stringContaining("4.0 MB") });
});

it("goes on reading a stored graph that is larger, and lets it shrink but not grow", () => {
  const stored = parseGraph(chain(graphLimits.nodes + 5));
  const removed = applyEdit(stored, { do: "remove-node", id: "n0" });
  expect(removed.ok).toBe(true);
  for (const edit of [
    { do: "add-node", node: node("more") },
    { do: "batch", title: "Paste", edits: [{ do: "add-node", node: node("more") }] },
  ] satisfies Edit[]) {
    expect(applyEdit(stored, edit)).toMatchObject({ ok: false, reason: expect.stringContaining("2,000 nodes") });
  }
  const wires = chain(10, graphLimits.edges);
  const edge = { id: "more", from: "n1.products", to: "n3.products" };
  expect(applyEdit(wires, { do: "add-edge", edge })).toMatchObject({ ok: false });
});

it("refuses JSON of any depth in a file or an edit with a reason, where recursion would overflow", () => {
  const deep = JSON.parse(`${"[".repeat(200_000)}${"]".repeat(200_000)}`) as Json;
  const file = { ...emptyGraph, nodes: [{ ...node("a"), config: { deep } }] };
  expect(refusal(file)).toMatchObject({ code: "graph.invalid", message: expect.stringContaining("200 levels") });
  expect(refusal(deep).code).toBe("graph.invalid");
  const edit = { do: "set-field", node: "a", version: 1, path: ["deep"], value: deep };
  expect(editSchema.safeParse(edit).success).toBe(false);
  expect(editSchema.safeParse({ ...edit, value: nested(150) }).success).toBe(true);
});

it("turns a graph at the limits into another one in little time", () => {
  const before = chain(graphLimits.nodes, graphLimits.edges);
  const after = {
    ...before,
    nodes: before.nodes.map((one) => ({ ...one, id: `x${one.id}` })),
    edges: before.edges.map(({ id, from, to }) => ({ id: `x${id}`, from: `x${from}`, to: `x${to}` })),
  };
  const start = process.cpuUsage();
  const result = applyEdit(before, { do: "batch", title: "Replace", edits: editsBetween(before, after) });
  const { user } = process.cpuUsage(start);
  if (!result.ok) throw new Error(result.reason);
  expect(result.graph.nodes).toHaveLength(graphLimits.nodes);
  expect(result.graph.edges).toEqual(after.edges);
  expect(user / 1000).toBeLessThan(3_000);
});
