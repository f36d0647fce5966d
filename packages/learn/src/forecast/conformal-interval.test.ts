import { describe, expect, it } from "vitest";
import { normalDraw, seededRandom } from "../seeded-random.ts";
import { calibrateConformal, calibrationSamples, conformalInterval } from "./conformal-interval.ts";

describe("conformal intervals", () => {
  it("cover what they promise on skewed errors that no normal curve fits", () => {
    const random = seededRandom(21);
    const skewed = (h: number): number => (Math.exp(normalDraw(random)) - 1.6) * (1 + h);
    const sample = () => ({ errors: Float64Array.from({ length: 3 }, (_, h) => skewed(h)), scale: 1 });
    for (const level of [0.8, 0.95]) {
      let hits = 0;
      const trials = 300;
      for (let trial = 0; trial < trials; trial++) {
        const band = calibrateConformal(Array.from({ length: 60 }, sample), 3, level);
        expect(band.guaranteed).toBe(true);
        const { lower, upper } = conformalInterval(Float64Array.of(10, 10, 10), 1, band);
        const next = sample().errors;
        for (let h = 0; h < 3; h++) if (10 + next[h]! >= lower[h]! && 10 + next[h]! <= upper[h]!) hits++;
      }
      expect(hits / (3 * trials)).toBeGreaterThan(level - 0.025);
      expect(hits / (3 * trials)).toBeLessThan(level + 0.06);
    }
  });

  it("never narrows with the horizon, scales with the series, and says when it promises nothing", () => {
    const rounds = [1, -2, 3].map((error, origin) => ({
      origin,
      forecast: Float64Array.of(10, 10),
      actual: Float64Array.of(10 + error, 10 + error / 2),
    }));
    const band = calibrateConformal(calibrationSamples(rounds, 2), 2, 0.9);
    expect(band.guaranteed).toBe(false);
    expect(band.calibrationCount).toBe(3);
    expect([...band.lower]).toEqual([-1, -1]);
    expect([...band.upper]).toEqual([1.5, 1.5]);
    const { lower, upper } = conformalInterval(Float64Array.of(1, 5), 4, band, 0);
    expect([...lower]).toEqual([0, 1]);
    expect([...upper]).toEqual([7, 11]);
    expect(() => conformalInterval(new Float64Array(3), 1, band)).toThrow(/2 steps/);
    expect(() => calibrateConformal([], 2, 1)).toThrow(/level/);
  });
});
