import { describe, expect, it } from "vitest";
import { chiSquareTail, digamma, fTail, logGamma, regularisedBeta } from "./special-functions.ts";

describe("special functions", () => {
  it("agree with published tables", () => {
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 12);
    expect(logGamma(11)).toBeCloseTo(Math.log(3628800), 11);
    expect(digamma(1)).toBeCloseTo(-0.5772156649015329, 12);
    expect(digamma(0.5)).toBeCloseTo(-1.9635100260214235, 12);
    expect(digamma(100)).toBeCloseTo(4.600161852738087, 12);
    // Critical values of NIST/SEMATECH's e-Handbook, tables 1.3.6.7.3 and 1.3.6.7.4.
    expect(chiSquareTail(3.841, 1)).toBeCloseTo(0.05, 4);
    expect(chiSquareTail(18.307, 10)).toBeCloseTo(0.05, 5);
    expect(chiSquareTail(149.449, 100)).toBeCloseTo(0.001, 6);
    expect(fTail(4.256, 2, 9)).toBeCloseTo(0.05, 4);
    expect(fTail(10.044, 1, 10)).toBeCloseTo(0.01, 5);
  });

  it("agree with closed forms", () => {
    // χ² with 2 degrees of freedom is exponential; I_x(1, b) = 1 − (1 − x)^b.
    for (const x of [0.1, 1, 5, 40]) expect(chiSquareTail(x, 2)).toBeCloseTo(Math.exp(-x / 2), 13);
    for (const x of [0.05, 0.5, 0.95]) expect(regularisedBeta(x, 1, 3.5)).toBeCloseTo(1 - (1 - x) ** 3.5, 13);
    for (const x of [0.2, 0.7]) expect(regularisedBeta(x, 2.5, 4) + regularisedBeta(1 - x, 4, 2.5)).toBeCloseTo(1, 13);
  });
});
