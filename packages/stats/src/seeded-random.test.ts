import { expect, it } from "vitest";
import { chiSquareSf } from "./distributions/chi-square.ts";
import { normalDraw, seededRandom, shuffleInPlace } from "./seeded-random.ts";

it("the same seed gives the same stream, another seed another", () => {
  const draw = (seed: number | string): number[] => Array.from({ length: 5 }, seededRandom(seed));
  expect(draw("a")).toEqual(draw("a"));
  expect(draw(1)).not.toEqual(draw(2));
  expect(draw("ab")).not.toEqual(draw("ba"));
  for (const value of draw("range")) expect(value >= 0 && value < 1).toBe(true);
});

it("draws are uniform and do not hang on the draw before", () => {
  const random = seededRandom("uniform");
  const cells = new Float64Array(100);
  let last = random();
  for (let i = 0; i < 200_000; i++) {
    const next = random();
    const cell = 10 * Math.floor(10 * last) + Math.floor(10 * next);
    cells[cell] = (cells[cell] ?? 0) + 1;
    last = next;
  }
  const statistic = cells.reduce((sum, count) => sum + (count - 2000) ** 2 / 2000, 0);
  expect(chiSquareSf(statistic, 99)).toBeGreaterThan(0.001);
});

it("normal draws have mean 0 and variance 1, and shuffling keeps every item", () => {
  const random = seededRandom("normal");
  const draws = Float64Array.from({ length: 100_000 }, () => normalDraw(random));
  expect(draws.reduce((sum, x) => sum + x, 0) / draws.length).toBeCloseTo(0, 1);
  expect(draws.reduce((sum, x) => sum + x * x, 0) / draws.length).toBeCloseTo(1, 1);
  const items = Array.from({ length: 50 }, (_, i) => i);
  const shuffled = shuffleInPlace([...items], random);
  expect(shuffled).not.toEqual(items);
  expect([...shuffled].sort((a, b) => a - b)).toEqual(items);
});
