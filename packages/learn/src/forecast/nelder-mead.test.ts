import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { minimise } from "./nelder-mead.ts";

describe("minimise", () => {
  it("finds the bottom of Rosenbrock's valley", () => {
    const { point, value } = minimise({
      objective: (p) => (1 - p[0]!) ** 2 + 100 * (p[1]! - p[0]! ** 2) ** 2,
      start: [-1.2, 1],
      step: [0.5, 0.5],
      lower: [-5, -5],
      upper: [5, 5],
      maxEvaluations: 2000,
      tolerance: 1e-14,
    });
    expect(value).toBeLessThan(1e-8);
    expect(point[0]).toBeCloseTo(1, 3);
    expect(point[1]).toBeCloseTo(1, 3);
  });

  it("stays in the box and never ends above its start", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -3, max: 3, noNaN: true }),
        fc.double({ min: 0.1, max: 2, noNaN: true }),
        (goal, high) => {
          const objective = (p: Float64Array): number => (p[0]! - goal) ** 2;
          const { point } = minimise({
            objective,
            start: [0.05],
            step: [0.3],
            lower: [0],
            upper: [high],
            maxEvaluations: 200,
            tolerance: 1e-12,
          });
          // The search ends when values agree to the tolerance, so a goal beside the wall may be taken for the wall.
          expect(Math.abs(point[0]! - Math.min(high, Math.max(0, goal)))).toBeLessThan(0.02);
        },
      ),
    );
  });
});
