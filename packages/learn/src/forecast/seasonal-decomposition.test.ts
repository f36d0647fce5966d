import { describe, expect, it } from "vitest";
import { normalDraw, seededRandom } from "../seeded-random.ts";
import { applySeason, isSeasonal, seasonalIndices } from "./seasonal-decomposition.ts";

const random = seededRandom(5);
const pattern = Float64Array.from({ length: 12 }, (_, k) => 1 + 0.4 * Math.sin((2 * Math.PI * k) / 12));
const clean = Float64Array.from({ length: 72 }, (_, t) => (200 + 2 * t) * pattern[t % 12]!);
const noise = Float64Array.from({ length: 72 }, () => 100 * (1 + 0.2 * normalDraw(random)));

describe("seasonal decomposition", () => {
  it("finds indices that average 1 and match the pattern", () => {
    const { index } = seasonalIndices(clean, 12, "multiplicative");
    expect(index.reduce((sum, value) => sum + value, 0)).toBeCloseTo(12, 6);
    for (let k = 0; k < 12; k++) expect(Math.abs(index[k]! - pattern[k]!)).toBeLessThan(0.02);
  });

  it("shrinks indices of mere noise, and leaves a clear season", () => {
    const spread = (values: Float64Array): number => Math.max(...values) - Math.min(...values);
    expect(spread(seasonalIndices(noise, 12, "multiplicative").index)).toBeLessThan(0.15);
    expect(spread(seasonalIndices(clean, 12, "multiplicative").index)).toBeGreaterThan(0.75);
  });

  it("takes off and puts back without loss", () => {
    for (const kind of ["additive", "multiplicative"] as const) {
      const season = seasonalIndices(clean, 12, kind);
      const back = applySeason(applySeason(clean, season, -1, 5), season, 1, 5);
      for (let t = 0; t < clean.length; t++) expect(back[t]).toBeCloseTo(clean[t]!, 8);
    }
  });

  it("reports season from noise", () => {
    expect(isSeasonal(clean, 12)).toBe(true);
    expect(isSeasonal(noise, 12)).toBe(false);
    expect(isSeasonal(clean.slice(0, 35), 12)).toBe(false);
    expect(isSeasonal(new Float64Array(60).fill(4), 12)).toBe(false);
    expect(() => seasonalIndices(clean.slice(0, 20), 12, "additive")).toThrow(/two periods/);
  });
});
