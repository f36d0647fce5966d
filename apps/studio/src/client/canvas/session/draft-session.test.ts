import type { Edit } from "@aisle/runtime/graph/edit";
import { emptyGraph, type Graph } from "@aisle/runtime/graph/graph";
import fc from "fast-check";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createDraftSession } from "./draft-session.ts";
import { deliver, memory, newEditId, openOn, Server } from "./test-draft-server.ts";

const node = (id: string, x = 0): Graph["nodes"][number] => ({
  id,
  type: "rank.limit",
  version: 1,
  position: { x, y: 0 },
  config: {},
});
const add = (id: string): Edit => ({ do: "add-node", node: node(id) });
const move = (id: string, x: number): Edit => ({ do: "move-node", id, position: { x, y: 0 } });

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it("shows an edit at once and counts it as waiting until the server has it", async () => {
  const server = new Server();
  const session = openOn(server);
  session.change(add("a"));
  expect(session.get()).toMatchObject({ waiting: 1, revision: 0 });
  expect(session.get().graph.nodes).toHaveLength(1);
  await vi.runAllTimersAsync();
  expect(session.get()).toMatchObject({ waiting: 0, revision: 1 });
  expect(server.graph.nodes).toHaveLength(1);
});

it("stores edits while the server is away, over a reload of the tab, and sends them later", async () => {
  const server = new Server();
  server.up = false;
  const storage = memory();
  const session = openOn(server, storage);
  session.change(add("a"));
  session.change(move("a", 64));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(session.get()).toMatchObject({ waiting: 2, offline: true });
  session.close();
  server.up = true;
  const again = openOn(server, storage);
  expect(again.get().graph.nodes[0]?.position.x).toBe(64);
  await vi.runAllTimersAsync();
  expect(again.get()).toMatchObject({ waiting: 0, offline: false });
  expect(server.graph.nodes[0]?.position.x).toBe(64);
});

it("counts an edit once when its acknowledgement was lost", async () => {
  const server = new Server();
  const storage = memory();
  const session = openOn(server, storage);
  session.change(add("a"));
  server.receive(storage.edits);
  await vi.runAllTimersAsync();
  expect(server.log).toHaveLength(1);
  expect(session.get()).toMatchObject({ waiting: 0, revision: 1 });
});

it("keeps aside an edit whose node someone else deleted", async () => {
  const server = new Server();
  server.receive([{ editId: "seed", edit: add("a") }]);
  const session = openOn(server);
  server.receive([{ editId: "other", edit: { do: "remove-node", id: "a" } }]);
  session.change(move("a", 32));
  await vi.runAllTimersAsync();
  deliver(server, session);
  expect(session.get().graph.nodes).toHaveLength(0);
  expect(session.get().refused).toHaveLength(1);
});

it("undoes and redoes one's own changes only", async () => {
  const server = new Server();
  const session = openOn(server);
  session.change(add("a"));
  await vi.runAllTimersAsync();
  server.receive([{ editId: "other", edit: add("b") }]);
  deliver(server, session);
  expect(session.undo()).toBeUndefined();
  expect(session.get().graph.nodes.map((one) => one.id)).toEqual(["b"]);
  expect(session.redo()).toBeUndefined();
  expect(session.get().graph.nodes.map((one) => one.id)).toEqual(["b", "a"]);
});

it("leaves a field alone that someone else has changed since, and says so", async () => {
  const server = new Server();
  server.receive([{ editId: "seed", edit: add("a") }]);
  const session = openOn(server);
  session.change(move("a", 32));
  await vi.runAllTimersAsync();
  server.receive([{ editId: "other", edit: move("a", 96) }]);
  deliver(server, session);
  expect(session.undo()).toContain("Someone else");
  expect(session.get().graph.nodes[0]?.position.x).toBe(96);
});

it("takes back the last change of a title alone, also where others followed, and brings it back again", () => {
  const session = openOn(new Server());
  const titled = (title: string, edit: Edit): Edit => ({ do: "batch", title, edits: [edit] });
  session.change(titled("Assistant: a", add("a")));
  session.change(titled("Assistant: b", add("b")));
  session.change(add("c"));
  const ids = () => session.get().graph.nodes.map(({ id }) => id);
  expect(session.undoTitled("Assistant: ")).toBeUndefined();
  expect(ids()).toEqual(["a", "c"]);
  expect(session.undoTitled("Assistant: ")).toBeUndefined();
  expect(ids()).toEqual(["c"]);
  expect(session.undoTitled("Assistant: ")).toMatch(/no such change/);
  expect(session.redo()).toBeUndefined();
  expect(ids().toSorted()).toEqual(["a", "c"]);
});

it("takes typing a word as one step to undo", () => {
  const server = new Server();
  server.receive([{ editId: "seed", edit: add("a") }]);
  const session = openOn(server);
  for (const value of ["t", "te", "ten", "tent"]) {
    session.change({ do: "set-field", node: "a", version: 1, path: ["query"], value });
  }
  session.undo();
  expect(session.get().graph.nodes[0]?.config).toEqual({});
});

it("ends with the same graph in both tabs and on the server, whatever is edited and whenever the line drops", async () => {
  const step = fc.record({
    tab: fc.constantFrom(0, 1),
    what: fc.constantFrom("add", "move", "remove", "undo", "wait", "drop", "deliver"),
    id: fc.constantFrom("a", "b", "c"),
    x: fc.integer({ min: 0, max: 9 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const server = new Server();
      const tabs = [openOn(server), openOn(server)] as const;
      for (const { tab, what, id, x } of steps) {
        const session = tabs[tab]!;
        if (what === "add") session.change(add(id));
        else if (what === "move") session.change(move(id, x * 8));
        else if (what === "remove") session.change({ do: "remove-node", id });
        else if (what === "undo") session.undo();
        else if (what === "drop") server.up = !server.up;
        else if (what === "deliver") deliver(server, session);
        else await vi.advanceTimersByTimeAsync(700);
      }
      server.up = true;
      await vi.advanceTimersByTimeAsync(60_000);
      deliver(server, ...tabs);
      for (const session of tabs) {
        expect(session.get().graph).toEqual(server.graph);
        expect(session.get().waiting).toBe(0);
      }
    }),
    { numRuns: 150 },
  );
});

it("sets aside the one edit that the server takes for wrong, not those sent with it", async () => {
  const server = new Server();
  const wrong = new Error("Too long.");
  const session = createDraftSession({
    draft: { graph: emptyGraph, revision: 0, savedAt: "2026-01-01T00:00:00.000Z" },
    send: async (_base, edits) => {
      if (edits.some(({ edit }) => edit.do === "add-node" && edit.node.id === "bad")) throw wrong;
      return server.receive(edits);
    },
    isLasting: (error) => error === wrong,
    memory: memory(),
    newId: newEditId,
    onGap: () => undefined,
  });
  for (const id of ["a", "bad", "b"]) session.change(add(id));
  await vi.advanceTimersByTimeAsync(5_000);
  expect(server.graph.nodes.map(({ id }) => id)).toEqual(["a", "b"]);
  expect(session.get()).toMatchObject({ waiting: 0, offline: false, refused: [{ reason: "Too long." }] });
  expect(session.get().graph).toEqual(server.graph);
  // Batches are whole again afterwards.
  session.change(add("c"));
  session.change(add("d"));
  await vi.advanceTimersByTimeAsync(5_000);
  expect(server.graph.nodes.map(({ id }) => id)).toEqual(["a", "b", "c", "d"]);
});

it("does not join one's typing before and after another's change of the same field into one step of undo", async () => {
  const server = new Server();
  server.receive([{ editId: "first", edit: add("a") }]);
  const session = openOn(server);
  const type = (value: number): Edit => ({ do: "set-field", node: "a", version: 1, path: ["count"], value });
  session.change(type(1));
  await vi.advanceTimersByTimeAsync(300);
  server.receive([{ editId: "theirs", edit: type(7) }]);
  deliver(server, session);
  session.change(type(2));
  await vi.advanceTimersByTimeAsync(300);
  expect(session.undo()).toBeUndefined();
  expect(session.get().graph.nodes[0]?.config).toEqual({ count: 7 });
  expect(session.undo()).toMatch(/Someone else/);
  expect(session.get().graph.nodes[0]?.config).toEqual({ count: 7 });
});

it("takes back the part of a batch that nobody else has changed since, and says so", async () => {
  const server = new Server();
  server.receive([
    { editId: "a", edit: add("a") },
    { editId: "b", edit: add("b") },
  ]);
  const session = openOn(server);
  session.change({ do: "batch", title: "Move", edits: [move("a", 10), move("b", 10)] });
  await vi.advanceTimersByTimeAsync(300);
  server.receive([{ editId: "theirs", edit: move("b", 99) }]);
  deliver(server, session);
  expect(session.undo()).toMatch(/a part of this/);
  const places = () => session.get().graph.nodes.map((one) => one.position.x);
  expect(places()).toEqual([0, 99]);
  expect(session.redo()).toBeUndefined();
  expect(places()).toEqual([10, 99]);
});
