import fc from "fast-check";
import { expect, it } from "vitest";
import { explainChangeOfFigure } from "./explain-change-of-figure.ts";
import { type Counts, type HandCounts, handInput } from "./hand-input.fixture.ts";

const counts = fc
  .tuple(fc.nat(300), fc.nat(300), fc.nat(300), fc.nat(300))
  .map(
    ([answers, ...parts]): Counts => [
      answers,
      ...(parts.map((part) => Math.min(part, answers)) as [number, number, number]),
    ],
  );
const value = fc.constantFrom(
  "(missing)",
  "(other)",
  "empty",
  "with products",
  "timed-out",
  "answered",
  "phone",
  "8",
  "constructor",
);
const values = fc.dictionary(value, fc.tuple(counts, counts), { maxKeys: 5 });
const dimension = fc.constantFrom(
  "answer",
  "version",
  "arm",
  "step rank",
  "step __proto__",
  "request.device",
  "request.page",
);

it("splits that add up to the change, and no figure that is none, whatever is counted", () => {
  fc.assert(
    fc.property(fc.dictionary(dimension, values, { maxKeys: 4 }), (of) => {
      const [first] = Object.values(of);
      const explanation = explainChangeOfFigure(handInput(of as HandCounts));
      const { splits, causes, before, now, statement } = explanation;
      expect(JSON.stringify(explanation)).not.toMatch(/NaN|Infinity/);
      expect(statement.length).toBeGreaterThan(10);
      for (const figure of [before, now]) expect(figure >= 0 && figure <= 1).toBe(true);
      for (const { share, interval } of causes)
        if (share !== null) expect(interval![0] <= share && share <= interval![1]).toBe(true);
      for (const { parts, dimension: name } of splits) {
        const sum = parts.reduce((total, { mix, rate }) => total + mix + rate, 0);
        // Dimensions are drawn apart here: each adds up to its own change.
        const own = handOf(of[name] ?? {});
        expect(sum).toBeCloseTo(own, 10);
      }
      if (first === undefined) expect(causes).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

function handOf(of: { readonly [value: string]: readonly [Counts, Counts] }): number {
  const rate = (side: 0 | 1) => {
    const sides = Object.values(of).map((each) => each[side]);
    const rows = sides.reduce((sum, [answers]) => sum + answers, 0);
    return sides.reduce((sum, [, clicked]) => sum + clicked, 0) / rows;
  };
  return rate(1) - rate(0);
}
