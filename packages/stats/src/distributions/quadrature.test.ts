import { expect, it } from "vitest";
import { compositeRule, gaussLegendre } from "./quadrature.ts";

it("agrees with the tabulated rule of five points (Abramowitz and Stegun 25.4)", () => {
  const { nodes, weights } = gaussLegendre(5);
  expect(nodes[0]).toBeCloseTo(-0.906179845938664, 14);
  expect(nodes[2]).toBeCloseTo(0, 14);
  expect(weights[0]).toBeCloseTo(0.236926885056189, 14);
  expect(weights[2]).toBeCloseTo(0.568888888888889, 14);
});

it("integrates polynomials exactly and a bell curve to full precision", () => {
  const integral = (breaks: number[], f: (x: number) => number): number => {
    const { nodes, weights } = compositeRule(breaks);
    return nodes.reduce((sum, x, i) => sum + (weights[i] ?? 0) * f(x), 0);
  };
  expect(integral([0, 2], (x) => x ** 31)).toBeCloseTo(2 ** 32 / 32, 4);
  expect(integral([-9, -3, 0, 3, 9], (x) => Math.exp(-x * x))).toBeCloseTo(Math.sqrt(Math.PI), 13);
  expect(integral([], (x) => x)).toBe(0);
});
