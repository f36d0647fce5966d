import { describe, expect, it } from "vitest";
import { normalDraw, seededRandom } from "../seeded-random.ts";
import { croston, demandPattern, syntetosBoylan, teunterSyntetosBabai } from "./croston.ts";
import { forecastAccuracy } from "./forecast-accuracy.ts";

describe("intermittent demand", () => {
  it("gives size over interval on a regular pattern", () => {
    const regular = Float64Array.from({ length: 40 }, (_, t) => (t % 4 === 3 ? 8 : 0));
    expect(croston(0.2).fit(regular, 1).forecast(1)[0]).toBeCloseTo(2, 10);
    expect(syntetosBoylan(0.2).fit(regular, 1).forecast(1)[0]).toBeCloseTo(1.8, 10);
  });

  it("smooths only where there was demand", () => {
    // Start: mean size 5 of the demands 4 and 6, mean interval 5 / 2. First demand (t = 1): size 4.9, interval
    // 2.45; second (t = 4): size 5.01, interval 2.505.
    const model = croston(0.1).fit(Float64Array.of(0, 4, 0, 0, 6), 1);
    expect(model.parameters.level).toBeCloseTo(5.01, 10);
    expect(model.parameters.interval).toBeCloseTo(2.505, 10);
    expect(model.forecast(1)[0]).toBeCloseTo(2, 10);
    expect(model.fitted[4]).toBeCloseTo(4.9 / 2.45, 10);
  });

  it("lets an item die only under TSB", () => {
    const dead = Float64Array.from({ length: 60 }, (_, t) => (t < 30 && t % 2 === 0 ? 6 : 0));
    const tsb = teunterSyntetosBabai().fit(dead, 1).forecast(1)[0]!;
    const crostonLevel = croston().fit(dead, 1).forecast(1)[0]!;
    expect(tsb).toBeLessThan(0.2);
    expect(crostonLevel).toBeGreaterThan(2.5);
  });

  it("takes out most of Croston's bias", () => {
    const random = seededRandom(11);
    let crostonBias = 0;
    let sbaBias = 0;
    for (let series = 0; series < 400; series++) {
      const demand = Float64Array.from({ length: 400 }, () =>
        random() < 0.25 ? Math.exp(1 + 0.5 * normalDraw(random)) : 0,
      );
      const truth = 0.25 * Math.exp(1 + 0.125);
      crostonBias += croston(0.3).fit(demand, 1).forecast(1)[0]! / truth - 1;
      sbaBias += syntetosBoylan(0.3).fit(demand, 1).forecast(1)[0]! / truth - 1;
    }
    expect(crostonBias / 400).toBeGreaterThan(0.08);
    expect(Math.abs(sbaBias / 400)).toBeLessThan(0.05);
  });

  it("sorts patterns and survives no demand at all", () => {
    expect(demandPattern(Float64Array.of(5, 6, 5, 6)).pattern).toBe("smooth");
    expect(demandPattern(Float64Array.of(1, 40, 2, 30)).pattern).toBe("erratic");
    expect(demandPattern(Float64Array.of(0, 5, 0, 5)).pattern).toBe("intermittent");
    expect(demandPattern(Float64Array.of(0, 1, 0, 40, 0, 2)).pattern).toBe("lumpy");
    const nothing = new Float64Array(8);
    expect(demandPattern(nothing).pattern).toBe("none");
    for (const one of [croston(), syntetosBoylan(), teunterSyntetosBabai()])
      expect([...one.fit(nothing, 1).forecast(2)]).toEqual([0, 0]);
    expect(() => croston(0)).toThrow(/alpha/);
  });

  it("is measured by more than absolute error, which an empty shelf would win", () => {
    const actual = Float64Array.of(0, 0, 0, 8);
    const nothing = forecastAccuracy(actual, new Float64Array(4));
    const mean = forecastAccuracy(actual, new Float64Array(4).fill(2));
    expect(nothing.mae).toBeLessThan(mean.mae);
    expect(mean.rmse).toBeLessThan(nothing.rmse);
    expect([nothing.bias, mean.bias]).toEqual([-1, 0]);
  });
});
