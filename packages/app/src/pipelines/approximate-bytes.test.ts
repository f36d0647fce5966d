import { expect, it } from "vitest";
import { approximateBytes } from "./approximate-bytes.ts";

it("counts texts, numbers in arrays, and entries", () => {
  expect(approximateBytes("x".repeat(500))).toBe(1016);
  expect(approximateBytes(new Float32Array(1000))).toBe(4016);
  expect(approximateBytes({ a: 1, b: [true, null] })).toBe(5 * 16);
  expect(approximateBytes(new Map([["k", "v"]]))).toBe(3 * 16 + 4);
});

it("counts what is held more than once a single time, circles too", () => {
  const product = { title: "x".repeat(1000) };
  const once = approximateBytes([product]);
  expect(approximateBytes(Array(10).fill(product)) - once).toBe(9 * 16);
  const circle: { self?: object } = {};
  circle.self = circle;
  expect(approximateBytes(circle)).toBe(32);
});

it("counts nested values of any depth", () => {
  let deep: unknown = 1;
  for (let level = 0; level < 100_000; level++) deep = [deep];
  expect(approximateBytes(deep)).toBe(100_001 * 16);
});
