import { expect, it } from "vitest";
import { circlesOf } from "./import-circles.mjs";

const circles = (imports: Record<string, readonly string[]>) => circlesOf(new Map(Object.entries(imports)));

it("finds every group of files that import each other, and no other", () => {
  expect(circles({ a: ["b"], b: ["c"], c: [] })).toEqual([]);
  expect(circles({ a: ["b", "c"], b: ["c"], c: [] })).toEqual([]);
  expect(circles({ a: ["b"], b: ["a"] })).toEqual([["a", "b"]]);
  expect(circles({ a: ["b"], b: ["c"], c: ["a", "d"], d: ["e"], e: ["d"] }).sort()).toEqual([
    ["a", "b", "c"],
    ["d", "e"],
  ]);
  expect(circles({ a: ["a"] })).toEqual([["a"]]);
});

it("follows a chain of imports of any length", () => {
  const chain = Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`f${at}`, [`f${at + 1}`]]));
  expect(circles({ ...chain, f20000: [] })).toEqual([]);
  expect(circles({ ...chain, f20000: ["f0"] })[0]).toHaveLength(20_001);
});
