import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SoftmaxDescent, softmaxInPlace, softmaxScores } from "./softmax-regression.ts";

const step = { rate: 0.5, l2: 0, free: 0, damping: 1 };

describe("softmax regression", () => {
  it("scores by the sum of value times weights, for any number of features", () => {
    const feature = fc.record({ row: fc.nat(9), value: fc.double({ min: -3, max: 3, noNaN: true }) });
    fc.assert(
      fc.property(fc.array(feature, { maxLength: 11 }), (features) => {
        const weights = Float32Array.from({ length: 30 }, (_, k) => Math.sin(k));
        const into = new Float64Array(3).fill(7);
        const rows = features.map(({ row }) => row);
        softmaxScores(
          { classes: 3, weights },
          { rows, values: features.map(({ value }) => value), count: rows.length },
          into,
        );
        for (let c = 0; c < 3; c++)
          expect(into[c]).toBeCloseTo(
            features.reduce((sum, { row, value }) => sum + value * weights[row * 3 + c]!, 0),
            8,
          );
      }),
    );
  });

  it("makes probabilities of scores however large, sharper at a lower temperature", () => {
    const scores = Float64Array.of(1000, 1001, -1000);
    expect(softmaxInPlace(scores)).toBeCloseTo(1001 + Math.log(1 + Math.exp(-1)), 8);
    expect([...scores]).toEqual([expect.closeTo(0.26894, 4), expect.closeTo(0.73106, 4), 0]);
    const sharp = Float64Array.of(0, 1);
    softmaxInPlace(sharp, 0.5);
    expect(sharp[1]).toBeCloseTo(1 / (1 + Math.exp(-2)), 8);
  });

  it("takes the step of the gradient, by hand", () => {
    const descent = new SoftmaxDescent({ classes: 2, weights: new Float32Array(2) });
    const loss = descent.step({ rows: [0], values: [1], count: 1 }, 0, 1, step);
    // Both classes at ½: gradient (½, −½), squares ½, rate .5 / √1.5.
    expect(loss).toBeCloseTo(Math.LN2, 8);
    expect(descent.model.weights[0]).toBeCloseTo(0.25 / Math.sqrt(1.5), 6);
    expect(descent.model.weights[1]).toBeCloseTo(-0.25 / Math.sqrt(1.5), 6);
  });

  it("moves nothing towards a barred class, and learns to part what can be parted", () => {
    const descent = new SoftmaxDescent({ classes: 3, weights: new Float32Array(6) });
    for (let k = 0; k < 50; k++) descent.step({ rows: [k % 2], values: [1], count: 1 }, k % 2, 1, step, 2);
    const { weights } = descent.model;
    expect([weights[2], weights[5]]).toEqual([0, 0]);
    expect(weights[0]).toBeGreaterThan(weights[1]! + 1);
    expect(weights[4]).toBeGreaterThan(weights[3]! + 1);
  });
});
