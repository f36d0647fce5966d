import { expect, it, vi } from "vitest";
import { buildVectorGraph, loadVectorGraph } from "./vector-graph.ts";

vi.mock("node:module", () => ({
  createRequire: () => () => {
    throw new Error("No native build was found");
  },
}));

it("goes without a graph where usearch has no build for the platform", async () => {
  const items = { ids: ["a"], stamps: ["1"] };
  expect(await buildVectorGraph(items, Float32Array.of(1, 0), 2, "cosine")).toBeUndefined();
  expect(loadVectorGraph("/nowhere", items, 2, "cosine")).toBeUndefined();
});
