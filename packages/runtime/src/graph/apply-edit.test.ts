import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson } from "../canonical-json.ts";
import { applyEdit } from "./apply-edit.ts";
import type { Edit } from "./edit.ts";
import { editSchema } from "./edit-schema.ts";
import { editsBetween } from "./edits-between.ts";
import { emptyGraph, type Graph, parseGraph, pinLimit } from "./graph.ts";

const names = ["a", "b", "c", "d"];
const id = fc.constantFrom(...names);
const position = fc.record({ x: fc.integer({ min: -999, max: 999 }), y: fc.integer({ min: -999, max: 999 }) });
const value = fc.oneof(
  fc.integer(),
  fc.string(),
  fc.boolean(),
  fc.constant(null),
  fc.array(fc.integer(), { maxLength: 3 }),
);
const path = fc.array(fc.constantFrom<string | number>("p", "q", "list", 0, 1), { minLength: 1, maxLength: 3 });
const node = fc.record({
  id,
  type: fc.constant("rank.limit"),
  version: fc.constant(1),
  position,
  config: fc.record({ p: value, list: fc.array(value, { maxLength: 2 }) }),
});
const note = fc.record({ id, position, text: fc.string(), width: fc.constant(10), height: fc.constant(10) });
const portNames = fc.dictionary(
  id.map((name) => `${name}.p`),
  fc.string({ maxLength: 9 }),
  { maxKeys: 2 },
);
const groupPorts = fc.record({ inputs: portNames, outputs: portNames });
const edge = fc.record({ id, from: id.map((name) => `${name}.out`), to: id.map((name) => `${name}.in`) });
const single: fc.Arbitrary<Edit> = fc.oneof(
  node.map((made): Edit => ({ do: "add-node", node: made })),
  id.map((which): Edit => ({ do: "remove-node", id: which })),
  fc.tuple(id, position).map(([which, to]): Edit => ({ do: "move-node", id: which, position: to })),
  fc.tuple(id, path, fc.option(value, { nil: undefined })).map(
    ([which, at, next]): Edit => ({
      do: "set-field",
      node: which,
      version: 1,
      path: at,
      ...(next === undefined ? {} : { value: next }),
    }),
  ),
  fc
    .tuple(id, fc.option(fc.string({ maxLength: 20 }), { nil: undefined }))
    .map(([which, title]): Edit => ({ do: "set-title", node: which, ...(title === undefined ? {} : { title }) })),
  id.map((which): Edit => ({ do: "set-on-failure", node: which, onFailure: { do: "skip" }, timeoutMs: 5 })),
  fc
    .tuple(id, fc.boolean())
    .map(
      ([which, skip]): Edit => ({ do: "set-if-failing", node: which, ...(skip ? { onFailure: { do: "skip" } } : {}) }),
    ),
  fc.tuple(id, fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined })).map(
    ([which, timeoutMs]): Edit => ({
      do: "set-time-limit",
      node: which,
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    }),
  ),
  id.map((which): Edit => ({ do: "upgrade-node", node: which, version: 1, config: { p: 1 } })),
  edge.map((made): Edit => ({ do: "add-edge", edge: made })),
  id.map((which): Edit => ({ do: "remove-edge", id: which })),
  note.map((made): Edit => ({ do: "put-note", note: made })),
  id.map((which): Edit => ({ do: "remove-note", id: which })),
  fc
    .tuple(id, fc.record({ position, text: fc.string(), width: fc.nat(99) }, { requiredKeys: [] }))
    .map(([which, set]): Edit => ({ do: "change-note", id: which, set })),
  fc.tuple(id, fc.array(id, { maxLength: 3 }), fc.option(groupPorts, { nil: undefined })).map(
    ([which, nodes, ports]): Edit => ({
      do: "put-group",
      group: { id: which, title: "g", nodes, ...(ports === undefined ? {} : { ports }) },
    }),
  ),
  fc
    .tuple(
      id,
      fc.record(
        {
          title: fc.string({ maxLength: 9 }),
          colour: fc.constantFrom("sand", "moss", null),
          collapsed: fc.boolean(),
          position: fc.option(position),
        },
        { requiredKeys: [] },
      ),
    )
    .map(([which, set]): Edit => ({ do: "change-group", id: which, set })),
  fc
    .tuple(id, fc.constantFrom("inputs", "outputs"), id, fc.option(fc.string({ maxLength: 9 }), { nil: undefined }))
    .map(
      ([group, side, of, title]): Edit => ({
        do: "name-group-port",
        group,
        side,
        port: `${of}.p`,
        ...(title === undefined ? {} : { title }),
      }),
    ),
  fc
    .tuple(id, fc.uniqueArray(fc.record({ id, at: fc.nat(3), ports: groupPorts }), { selector: (one) => one.id }))
    .map(([which, groups]): Edit => ({ do: "set-membership", node: which, groups })),
  id.map((which): Edit => ({ do: "remove-group", id: which })),
  id.map((which): Edit => ({ do: "put-sample", sample: { id: which, title: "s", request: { q: 1 } } })),
  id.map((which): Edit => ({ do: "remove-sample", id: which })),
);
const pin = fc.record({
  port: id.map((name) => `${name}.out`),
  value,
  at: fc.constantFrom("2026-01-01T00:00:00.000Z", "2026-02-01T00:00:00.000Z"),
});
const pinning: fc.Arbitrary<Edit> = fc.oneof(
  pin.map((made): Edit => ({ do: "put-pin", pin: made })),
  id.map((which): Edit => ({ do: "remove-pin", port: `${which}.out` })),
);
const edit = fc.oneof(
  single,
  pinning,
  fc.array(fc.oneof(single, pinning), { maxLength: 4 }).map((edits): Edit => ({ do: "batch", title: "b", edits })),
);

/** Nodes and notes are sets: the order they stand in means nothing, that of edges and samples does. */
function normal(graph: Graph): string {
  const byId = <T extends { id: string }>(list: readonly T[]) => [...list].sort((a, b) => (a.id < b.id ? -1 : 1));
  return canonicalJson({
    ...graph,
    nodes: byId(graph.nodes),
    notes: byId(graph.notes),
    groups: byId(graph.groups),
  } as never);
}

function grow(history: readonly Edit[]): Graph {
  let graph = emptyGraph;
  for (const past of history) {
    const result = applyEdit(graph, past);
    if (result.ok) graph = result.graph;
  }
  return graph;
}

describe("applyEdit", () => {
  it("inverts every edit, after any history", () => {
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 25 }), edit, (history, last) => {
        const graph = grow(history);
        const forth = applyEdit(graph, last);
        if (!forth.ok) return;
        const back = applyEdit(forth.graph, forth.inverse);
        expect(back.ok).toBe(true);
        if (back.ok) expect(normal(back.graph)).toBe(normal(graph));
        expect(editSchema.safeParse(forth.inverse).success).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it("keeps every graph readable by the file format", () => {
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 30 }), (history) => {
        const graph = grow(history);
        expect(parseGraph(JSON.parse(JSON.stringify(graph)))).toEqual(JSON.parse(JSON.stringify(graph)));
      }),
      { numRuns: 300 },
    );
  });

  it("keeps every group to nodes that are there, each once, and named ports to members", () => {
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 30 }), (history) => {
        const graph = grow(history);
        for (const { nodes, ports } of graph.groups) {
          expect(new Set(nodes).size).toBe(nodes.length);
          for (const member of nodes) expect(graph.nodes.some((one) => one.id === member)).toBe(true);
          for (const ref of Object.keys({ ...ports?.inputs, ...ports?.outputs })) {
            expect(nodes).toContain(ref.split(".")[0]);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it("brings a node back into its group with its port names, and keeps the name that the group got meanwhile", () => {
    const made = grow([
      { do: "add-node", node: { id: "a", type: "x.y", version: 1, position: { x: 0, y: 0 }, config: {} } },
      {
        do: "put-group",
        group: { id: "g", title: "Old", nodes: ["a"], ports: { inputs: { "a.in": "Query" }, outputs: {} } },
      },
    ]);
    const gone = applyEdit(made, { do: "remove-node", id: "a" });
    if (!gone.ok) throw new Error(gone.reason);
    expect(gone.graph.groups).toEqual([{ id: "g", title: "Old", nodes: [] }]);
    const renamed = applyEdit(gone.graph, { do: "change-group", id: "g", set: { title: "New" } });
    if (!renamed.ok) throw new Error(renamed.reason);
    const back = applyEdit(renamed.graph, gone.inverse);
    if (!back.ok) throw new Error(back.reason);
    expect(back.graph.groups).toEqual([{ ...made.groups[0], title: "New" }]);
    const ungrouped = applyEdit(gone.graph, { do: "remove-group", id: "g" });
    if (!ungrouped.ok) throw new Error(ungrouped.reason);
    expect(applyEdit(ungrouped.graph, gone.inverse)).toMatchObject({ ok: true, graph: { groups: [] } });
  });

  it("leaves the graph as it was when an edit of a batch is refused", () => {
    const refused = applyEdit(emptyGraph, {
      do: "batch",
      title: "b",
      edits: [
        { do: "put-group", group: { id: "a", title: "", nodes: [] } },
        { do: "remove-node", id: "x" },
      ],
    });
    expect(refused).toEqual({ ok: false, reason: "the node x is gone" });
    expect(emptyGraph.groups).toEqual([]);
  });

  it("refuses an edit that was made for another version of the node", () => {
    const graph = applyEdit(emptyGraph, {
      do: "add-node",
      node: { id: "a", type: "x.y", version: 2, position: { x: 0, y: 0 }, config: {} },
    });
    if (!graph.ok) throw new Error(graph.reason);
    expect(applyEdit(graph.graph, { do: "set-field", node: "a", version: 1, path: ["p"], value: 1 })).toMatchObject({
      ok: false,
    });
  });

  it("refuses a pin that is too large, alone or with the others", () => {
    const node = (name: string): Edit => ({
      do: "add-node",
      node: { id: name, type: "x.y", version: 1, position: { x: 0, y: 0 }, config: {} },
    });
    const large = (name: string): Edit => ({
      do: "put-pin",
      pin: { port: `${name}.out`, value: "x".repeat(250 * 1024), at: "2026-01-01T00:00:00.000Z" },
    });
    const grown = applyEdit(emptyGraph, {
      do: "batch",
      title: "b",
      edits: [...names, "e"].map(node).concat(names.map(large)),
    });
    if (!grown.ok) throw new Error(grown.reason);
    expect(applyEdit(grown.graph, large("e"))).toMatchObject({
      ok: false,
      reason: expect.stringContaining("1024 KB is the most"),
    });
    const huge = { do: "put-pin", pin: { port: "a.out", value: "x".repeat(pinLimit), at: "2026-01-01T00:00:00.000Z" } };
    expect(editSchema.safeParse(huge).error?.issues[0]?.message).toMatch(/up to 256 KB/);
  });

  it("does not reach an object's prototype", () => {
    const hostile = { do: "set-field", node: "a", version: 1, path: ["__proto__", "polluted"], value: true };
    expect(editSchema.safeParse(hostile).success).toBe(false);
  });
});

describe("editsBetween", () => {
  it("turns any graph into any other", () => {
    const history = fc.array(edit, { maxLength: 25 });
    fc.assert(
      fc.property(history, history, (one, other) => {
        const before = grow(one);
        const after = grow(other);
        const samples = <T extends { readonly id: string }>(list: readonly T[]) =>
          [...list].sort((a, b) => (a.id < b.id ? -1 : 1));
        const applied = applyEdit(before, { do: "batch", title: "b", edits: editsBetween(before, after) });
        expect(applied.ok).toBe(true);
        if (applied.ok) {
          expect(normal({ ...applied.graph, samples: samples(applied.graph.samples) })).toBe(
            normal({ ...after, samples: samples(after.samples) }),
          );
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe("parseGraph", () => {
  it("names what is wrong and refuses a file from the future", () => {
    expect(() => parseGraph({ ...emptyGraph, format: 99 })).toThrow(
      expect.objectContaining({ code: "graph.from-the-future" }),
    );
    expect(() => parseGraph({ ...emptyGraph, nodes: [{ id: "a b" }] })).toThrow(/nodes\.0\.id/);
    for (const bad of [null, "x", 3, [], {}])
      expect(() => parseGraph(bad)).toThrow(expect.objectContaining({ code: "graph.invalid" }));
    expect(() => parseGraph({ ...emptyGraph, colour: "red" })).toThrow(/colour/);
  });
});
