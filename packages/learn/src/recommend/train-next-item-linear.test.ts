import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { packHistories } from "./item-histories.ts";
import { solveRidge } from "./solve-ridge.ts";
import { trainNextItemLinear } from "./train-next-item-linear.ts";

const letters = "abcde";
const sequence = fc.array(fc.constantFrom(...letters), { maxLength: 8 });

/** Weight from i to j by plain gradient descent on the stated least squares. */
function byDescent(all: readonly string[][], base: number, ridge: number, window: number): number[][] {
  const rows: { x: number[]; y: number }[] = [];
  for (const items of all)
    for (const [t, item] of items.entries()) {
      const x = [...letters].map(() => 0);
      for (let p = Math.max(0, t - window); p < t; p++) x[letters.indexOf(items[p]!)]! += base ** (t - p - 1);
      rows.push({ x, y: letters.indexOf(item) });
    }
  return [...letters].map((_, j) => {
    const w = [...letters].map(() => 0);
    for (let round = 0; round < 4000; round++) {
      const slope = w.map((value) => -ridge * value);
      for (const { x, y } of rows) {
        const error = (y === j ? 1 : 0) - x.reduce((sum, value, i) => sum + (i === j ? 0 : value * w[i]!), 0);
        for (const [i, value] of x.entries()) slope[i]! += value * error;
      }
      for (const i of w.keys()) if (i !== j) w[i]! += 0.004 * slope[i]!;
    }
    return w;
  });
}

describe("the next-item linear model", () => {
  it("has the weights that least squares over earlier items has, where all items may be sources", () => {
    const all = ["abcab", "bcd", "aebc", "abce", "dcbae", "cab"].map((text) => [...text]);
    const window = 3;
    const model = trainNextItemLinear(
      packHistories(
        all.map((items) => ({ items })),
        [...letters],
      ),
      {
        ridge: 2,
        decay: { kind: "power", base: 0.6 },
        window,
      },
    );
    const expected = byDescent(all, 0.6, 2, window);
    const scores = new Float64Array(5);
    for (const [i, source] of [...letters].entries()) {
      model.score({ items: [letters.indexOf(source)] }, scores);
      for (let j = 0; j < 5; j++) {
        // Sources that never came before an item are left out of its solution.
        const seen = all.some((items) =>
          items.some((item, t) => item === letters[j] && items.slice(Math.max(0, t - window), t).includes(source)),
        );
        if (seen && i !== j) expect(scores[j]).toBeCloseTo(expected[j]![i]!, 1);
        else expect(scores[j]).toBe(0);
      }
    }
  });

  it("points forward in time: what follows is predicted, what came before is not", () => {
    const model = trainNextItemLinear(packHistories(Array.from({ length: 9 }, () => ({ items: ["a", "b"] }))), {
      ridge: 1,
    });
    const scores = new Float64Array(2);
    model.score({ items: [0] }, scores);
    expect(scores[1]).toBeCloseTo(9 / 10, 5);
    expect(model.explain({ items: [0] }, 1)).toEqual([{ item: 0, amount: expect.closeTo(0.9, 5) }]);
    model.score({ items: [1] }, scores);
    expect([...scores]).toEqual([0, 0]);
  });

  it("goes both ways alike with backward 1 and no decay", () => {
    const model = trainNextItemLinear(
      packHistories([{ items: ["a", "b"] }, { items: ["b", "a"] }, { items: ["a", "c"] }]),
      {
        ridge: 1,
        backward: 1,
        decay: { kind: "none" },
      },
    );
    const scores = new Float64Array(3);
    model.score({ items: [2] }, scores);
    expect(scores[0]).toBeGreaterThan(0);
  });

  it("gives finite weights for any sequences", () => {
    fc.assert(
      fc.property(fc.array(sequence, { maxLength: 12 }), fc.constantFrom(0, 0.5), (all, backward) => {
        const model = trainNextItemLinear(
          packHistories(
            all.map((items) => ({ items })),
            [...letters],
          ),
          { backward, neighbours: 3, ridge: 0.5 },
        );
        expect(model.rows.values.every(Number.isFinite)).toBe(true);
        for (let item = 0; item < 5; item++) {
          const own = model.rows.targets.subarray(model.rows.starts[item], model.rows.starts[item + 1]);
          expect(own.includes(item)).toBe(false);
        }
      }),
    );
  });

  it("solves a ridge system", () => {
    const x = solveRidge(Float64Array.of(3, 1, 1, 2), Float64Array.of(9, 8), 1);
    // (4 1; 1 3) x = (9, 8)
    expect(x[0]).toBeCloseTo(19 / 11, 10);
    expect(x[1]).toBeCloseTo(23 / 11, 10);
  });
});
