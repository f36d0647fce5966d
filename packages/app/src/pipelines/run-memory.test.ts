import { emptyGraph } from "@aisle/runtime/graph/graph";
import { expect, it } from "vitest";
import { RunMemory, type StoredRun } from "./run-memory.ts";

const run = (id: string, pipelineId: string, workspaceId = "ws"): StoredRun => ({
  id,
  workspaceId,
  pipelineId,
  revision: 0,
  graph: emptyGraph,
  request: {},
  steps: [],
  values: new Map(),
});

it("keeps the last runs of a pipeline, and no more than it may in all", () => {
  const memory = new RunMemory();
  for (let at = 0; at < 10; at++) memory.store(run(`a${at}`, "a"));
  expect(memory.find("ws", "a", "a1")).toBeUndefined();
  expect(memory.find("ws", "a", "a2")).toBeDefined();
  for (let at = 0; at < 48; at++) memory.store(run(`b${at}`, `pipe${at}`));
  expect(memory.find("ws", "a", "a9")).toBeUndefined();
  expect(memory.find("ws", "pipe0", "b0")).toBeDefined();
});

it("gives a run to its own pipeline and workspace only", () => {
  const memory = new RunMemory();
  memory.store(run("r", "a"));
  expect(memory.get("ws", "a", "r").id).toBe("r");
  expect(() => memory.get("ws", "b", "r")).toThrow(expect.objectContaining({ code: "run.gone" }));
  expect(() => memory.get("other", "a", "r")).toThrow(expect.objectContaining({ code: "run.gone" }));
});

it("keeps no more bytes than it may, however few runs those are", () => {
  const memory = new RunMemory(10_000);
  const large = (id: string, length: number) => ({
    ...run(id, id),
    values: new Map([["node.port", [{ title: "x".repeat(length) }]]]),
  });
  for (const id of ["a", "b", "c"]) memory.store(large(id, 2_000));
  expect(["a", "b", "c"].filter((id) => memory.find("ws", id, id) !== undefined)).toEqual(["b", "c"]);
  memory.store(large("huge", 20_000));
  expect(() => memory.get("ws", "huge", "huge")).toThrow(expect.objectContaining({ code: "run.gone" }));
  expect(memory.find("ws", "c", "c")).toBeDefined();
});
