import { expect, it } from "vitest";
import { buildSizeMemory, recallSizes } from "./size-memory.ts";

const columns = ["weightKg", "heightCm"].map((name) => ({ name, kind: "number" as const }));
const matrix = (rows: number[][]) => ({ columns, rows: rows.length, values: Float64Array.from(rows.flat()) });

it("moves the odds of a body seen often towards what it wore, and of no other", () => {
  const seen = matrix([
    [60, 170],
    [80, 180],
    [60, 170],
    [60, 170],
    [60, 170],
    [90, 190],
    [70, Number.NaN],
    [70, Number.NaN],
    [70, Number.NaN],
  ]);
  const memory = buildSizeMemory(seen, 2, [0, 1, 0, 0, 1, 1, 1, 1, 1], 2, 2);
  // One record is too few to keep, and a missing measure is no body.
  expect(memory.bodies).toEqual(Float64Array.of(60, 170));
  expect(memory.counts).toEqual(Float32Array.of(3, 1));
  const probabilities = Float64Array.of(0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5);
  recallSizes(
    memory,
    matrix([
      [60, 170],
      [80, 180],
      [60, 171],
      [60, Number.NaN],
    ]),
    2,
    probabilities,
  );
  expect(probabilities).toEqual(Float64Array.of(5 / 8, 3 / 8, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5));
});

it("finds every body again among many", () => {
  const bodies = Array.from({ length: 200 }, (_, i) => [40 + (i % 17), 150 + (i % 23)]);
  const data = matrix([...bodies, ...bodies, ...bodies]);
  const memory = buildSizeMemory(data, 2, new Array(600).fill(1), 2, 0);
  const probabilities = new Float64Array(400).fill(0.5);
  recallSizes(memory, matrix(bodies), 2, probabilities);
  for (let i = 0; i < 200; i++) expect(probabilities[i * 2 + 1]).toBe(1);
});
