import type { Edit } from "@aisle/runtime/graph/edit";
import { emptyGraph, type Graph } from "@aisle/runtime/graph/graph";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createDraftSession, type DraftSession } from "./draft-session.ts";
import { type LeftSession, resumedDraft } from "./left-session.ts";
import { deliver, memory, newEditId, openOn, Server } from "./test-draft-server.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const node = (id: string): Graph["nodes"][number] => ({
  id,
  type: "rules.filter",
  version: 1,
  position: { x: 0, y: 0 },
  config: {},
});
const title = (of: string, to: string): Edit => ({ do: "set-title", node: of, title: to });

/** Opens the draft again as the next visit does, with what the last one left, as it comes out of a storage of text. */
function comeBack(server: Server, left: LeftSession, editStorage = memory()): DraftSession {
  const draft = { graph: server.graph, revision: server.log.length, savedAt: "2026-01-01T00:00:00.000Z" };
  const resumed = resumedDraft(draft, JSON.parse(JSON.stringify(left)) as LeftSession);
  return createDraftSession({
    ...resumed,
    send: async (_base, edits) => server.receive(edits),
    isLasting: () => false,
    memory: editStorage,
    newId: newEditId,
    onGap: () => {
      throw new Error("a revision was skipped");
    },
  });
}

const settle = () => vi.advanceTimersByTimeAsync(2_000);

it("undoes on the next visit what was done on the last", async () => {
  const server = new Server();
  server.graph = { ...emptyGraph, nodes: [node("a")] };
  const first = openOn(server);
  first.change(title("a", "One"));
  await settle();
  deliver(server, first);
  first.close();
  const next = comeBack(server, first.left());
  expect(next.get().canUndo).toBe(true);
  expect(next.undo()).toBeUndefined();
  await settle();
  expect(server.graph.nodes[0]?.title).toBeUndefined();
  expect(next.redo()).toBeUndefined();
  await settle();
  expect(server.graph.nodes[0]?.title).toBe("One");
});

it("takes what was on its way when the draft was left for its own", async () => {
  const server = new Server();
  server.graph = { ...emptyGraph, nodes: [node("a")] };
  const editStorage = memory();
  const first = openOn(server, editStorage);
  first.change(title("a", "One"));
  const left = first.left();
  // Its last try reaches the server; this visit's memory knows nothing of it any more.
  first.close();
  await settle();
  const next = comeBack(server, left);
  deliver(server, next);
  expect(next.get().graph.nodes[0]?.title).toBe("One");
  expect(next.undo()).toBeUndefined();
  expect(next.get().graph.nodes[0]?.title).toBeUndefined();
});

it("leaves what others changed in between as it is, and says so", async () => {
  const server = new Server();
  server.graph = { ...emptyGraph, nodes: [node("a"), node("b")] };
  const first = openOn(server);
  first.change(title("b", "Mine"));
  await settle();
  first.change(title("a", "Mine"));
  await settle();
  deliver(server, first);
  first.close();
  const other = openOn(server);
  other.change(title("a", "Theirs"));
  await settle();
  const next = comeBack(server, first.left());
  deliver(server, next);
  expect(next.get().graph.nodes[0]?.title).toBe("Theirs");
  expect(next.undo()).toMatch(/Someone else has changed this since/);
  expect(next.undo()).toBeUndefined();
  expect(next.get().graph.nodes.map((one) => one.title)).toEqual(["Theirs", undefined]);
});

it("begins again on a draft that went back, as out of a backup", () => {
  const left: LeftSession = { graph: emptyGraph, revision: 9, undos: [], redos: [], foreign: [], own: [] };
  const draft = { graph: emptyGraph, revision: 3 };
  expect(resumedDraft(draft, left)).toEqual({ draft, left: undefined });
});
