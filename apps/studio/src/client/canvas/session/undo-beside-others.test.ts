import { valueAtPath } from "@aisle/runtime/graph/config-path";
import type { Edit } from "@aisle/runtime/graph/edit";
import { emptyGraph, type Graph } from "@aisle/runtime/graph/graph";
import type { Json } from "@aisle/runtime/json";
import fc from "fast-check";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { DraftSession } from "./draft-session.ts";
import { deliver, openOn, Server } from "./test-draft-server.ts";

const node = (id: string, config: { readonly [key: string]: Json } = {}): Graph["nodes"][number] => ({
  id,
  type: "rules.filter",
  version: 1,
  position: { x: 0, y: 0 },
  config: { ...config },
});
const add = (id: string): Edit => ({ do: "add-node", node: node(id) });
const set = (id: string, path: readonly (string | number)[], value: Json): Edit => ({
  do: "set-field",
  node: id,
  version: 1,
  path,
  value,
});
const wire = (from: string, to: string): Edit => ({
  do: "add-edge",
  edge: { id: `${from}-${to}`, from: `${from}.products`, to: `${to}.products` },
});
const rows = [{ field: "price", most: 10 }, { field: "stock" }];

/** Two people on one draft: what either does has reached the other before the next does anything. */
async function pair(graph: Graph = emptyGraph) {
  const server = new Server();
  server.graph = graph;
  const [mia, karl] = [openOn(server), openOn(server)];
  const settled = async () => {
    // Longer than letters of one word may lie apart.
    await vi.advanceTimersByTimeAsync(2_000);
    deliver(server, mia, karl);
  };
  const make = async (who: DraftSession, edit: Edit) => {
    const result = who.change(edit);
    await settled();
    return result.ok;
  };
  const undo = async (who: DraftSession) => {
    const message = who.undo();
    await settled();
    expect(mia.get().graph).toEqual(karl.get().graph);
    return message;
  };
  return { server, mia, karl, make, undo };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const start: Graph = { ...emptyGraph, nodes: [node("old", { rows: structuredClone(rows) })] };

it.each<[string, Edit]>([
  ["a setting on it", set("new", ["most"], 3)],
  ["a title", { do: "set-title", node: "new", title: "Karl's" }],
  ["what it does if failing", { do: "set-if-failing", node: "new", onFailure: { do: "skip" } }],
  ["a time limit", { do: "set-time-limit", node: "new", timeoutMs: 50 }],
  ["a wire out of it", wire("new", "old")],
  ["a wire into it", wire("old", "new")],
  ["its place in a group", { do: "put-group", group: { id: "g", title: "G", nodes: ["old", "new"] } }],
  ["several of these", { do: "batch", title: "Two", edits: [wire("old", "new"), set("new", ["most"], 3)] }],
])("leaves a node that one added when the other has changed %s since, and says so", async (_what, edit) => {
  const { mia, karl, make, undo, server } = await pair(start);
  await make(mia, add("new"));
  expect(await make(karl, edit)).toBe(true);
  const before = server.graph;
  expect(await undo(mia)).toMatch(/Someone else has changed this since/);
  expect(server.graph).toEqual(before);
});

it("takes back a node that one added while the other worked elsewhere", async () => {
  const { mia, karl, make, undo, server } = await pair(start);
  await make(mia, add("new"));
  await make(karl, set("old", ["most"], 3));
  expect(await undo(mia)).toBeUndefined();
  expect(server.graph.nodes.map(({ id }) => id)).toEqual(["old"]);
});

it("leaves a list that one set when the other has set a row of it since, and the other way round", async () => {
  const longer = [...rows, { field: "brand" }];
  const one = await pair(start);
  await one.make(one.mia, set("old", ["rows"], longer));
  await one.make(one.karl, set("old", ["rows", 2, "field"], "colour"));
  expect(await one.undo(one.mia)).toMatch(/Someone else/);
  expect(one.server.graph.nodes[0]!.config.rows).toEqual([...rows, { field: "colour" }]);

  const two = await pair(start);
  await two.make(two.mia, set("old", ["rows", 0, "most"], 20));
  await two.make(two.karl, set("old", ["rows"], [{ field: "stock" }]));
  expect(await two.undo(two.mia)).toMatch(/Someone else/);
  expect(two.server.graph.nodes[0]!.config.rows).toEqual([{ field: "stock" }]);
});

it("takes back the half of a node's failure settings that one set, and leaves the other's", async () => {
  const { mia, karl, make, undo, server } = await pair(start);
  await make(mia, { do: "set-if-failing", node: "old", onFailure: { do: "skip" } });
  await make(karl, { do: "set-time-limit", node: "old", timeoutMs: 50 });
  expect(server.graph.nodes[0]).toMatchObject({ onFailure: { do: "skip" }, timeoutMs: 50 });
  expect(await undo(mia)).toBeUndefined();
  expect(server.graph.nodes[0]).toEqual({ ...start.nodes[0], timeoutMs: 50 });
});

it("brings back what fits of a node whose neighbour the other has removed", async () => {
  const { mia, karl, make, undo, server } = await pair({ ...start, nodes: [node("a"), node("b")] });
  await make(karl, wire("a", "b"));
  await make(mia, { do: "remove-node", id: "a" });
  await make(karl, { do: "remove-node", id: "b" });
  expect(await undo(mia)).toMatch(/that part was left as it is/);
  expect(server.graph).toMatchObject({ nodes: [{ id: "a" }], edges: [] });
});

const names = ["a", "b", "c"];
const id = fc.constantFrom(...names);
const path = fc.constantFrom<readonly (string | number)[]>(["p"], ["p", "q"], ["list"], ["list", 0], ["list", 1]);
const action: fc.Arbitrary<Edit> = fc.oneof(
  id.map(add),
  id.map((which): Edit => ({ do: "remove-node", id: which })),
  fc
    .tuple(id, path, fc.integer())
    .map(([which, at, to]) =>
      set(which, at, at.length === 1 && at[0] === "list" ? [to, 1] : at.length === 1 && at[0] === "p" ? { q: to } : to),
    ),
  fc.tuple(id, fc.string({ maxLength: 5 })).map(([which, title]): Edit => ({ do: "set-title", node: which, title })),
  fc.tuple(id, fc.nat(9)).map(([which, ms]): Edit => ({ do: "set-time-limit", node: which, timeoutMs: ms + 1 })),
  id.map((which): Edit => ({ do: "set-if-failing", node: which, onFailure: { do: "skip" } })),
  fc.tuple(id, id).map(([from, to]) => wire(from, to)),
  fc.tuple(id, id).map(([from, to]): Edit => ({ do: "remove-edge", id: `${from}-${to}` })),
);

/** What an edit left in a graph, as far as it can be read off there; removals leave nothing. */
function trace(edit: Edit, graph: Graph): Json | undefined {
  const of = (which: string) => graph.nodes.find((one) => one.id === which);
  switch (edit.do) {
    case "add-node":
      return of(edit.node.id) !== undefined;
    case "set-field":
      return valueAtPath(of(edit.node)?.config, edit.path);
    case "set-title":
      return of(edit.node)?.title;
    case "set-time-limit":
      return of(edit.node)?.timeoutMs;
    case "set-if-failing":
      return of(edit.node)?.onFailure?.do;
    case "add-edge":
      return graph.edges.some((one) => one.id === edit.edge.id);
    default:
      return undefined;
  }
}

it("never takes away what the other has done since, whatever both did and however often one undoes", async () => {
  const turns = fc.array(fc.tuple(fc.constantFrom("mia", "karl"), action), { minLength: 2, maxLength: 14 });
  await fc.assert(
    fc.asyncProperty(turns, fc.nat(6), async (made, redone) => {
      const { mia, karl, make, undo, server } = await pair({ ...emptyGraph, nodes: [node("a", { list: [0, 1] })] });
      const last = made.findLastIndex(([who]) => who === "mia");
      const after: Edit[] = [];
      for (const [at, [who, edit]] of made.entries()) {
        const ok = await make(who === "mia" ? mia : karl, edit);
        if (ok && who === "karl" && at > last) after.push(edit);
      }
      // Each thing that he did after her last change must stand when she has taken back all of hers.
      const before = after.map((edit) => trace(edit, server.graph));
      for (let step = 0; step < made.length; step++) await undo(mia);
      expect(after.map((edit) => trace(edit, server.graph))).toEqual(before);
      for (let step = 0; step < redone; step++) mia.redo();
      await vi.advanceTimersByTimeAsync(2_000);
      deliver(server, mia, karl);
      expect(after.map((edit) => trace(edit, server.graph))).toEqual(before);
      expect(mia.get().graph).toEqual(server.graph);
    }),
    { numRuns: 300 },
  );
});
