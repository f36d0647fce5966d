import { describe, expect, it } from "vitest";
import { normalDraw, seededRandom } from "../seeded-random.ts";
import { automaticForecaster, chooseForecaster } from "./automatic-choice.ts";
import type { Forecaster } from "./forecaster.ts";
import { forecasterByName, forecasters } from "./forecaster-catalogue.ts";

const random = seededRandom(7);
const seasonal = Float64Array.from(
  { length: 96 },
  (_, t) => (200 + 3 * t) * (1 + 0.4 * Math.sin((2 * Math.PI * t) / 12)) * (1 + 0.02 * normalDraw(random)),
);

describe("choice of a forecaster", () => {
  it("takes one that sees season and trend where there are both", () => {
    const choice = chooseForecaster(seasonal, 12, { horizon: 6 });
    expect(choice.forecaster.name).not.toMatch(/naive|^ses/);
    const chosen = choice.scores.find((score) => score.name === choice.forecaster.name)!;
    const naiveScore = choice.scores.find((score) => score.name === "seasonal-naive")!;
    expect(chosen.error).toBeLessThan(0.5 * naiveScore.error);
    expect(choice.reason).toContain(choice.forecaster.name);
  });

  it("lets a more complex one in only where it is better by the margin", () => {
    const always = (name: string, level: number): Forecaster => ({
      name,
      minimumLength: () => 1,
      fit: (history) => ({
        fitted: history.slice(),
        parameters: {},
        forecast: (horizon) => new Float64Array(horizon).fill(level),
      }),
    });
    const history = Float64Array.from({ length: 30 }, (_, t) => 100 + (t % 2));
    const among = (candidates: Forecaster[]): string =>
      chooseForecaster(history, 1, { horizon: 2, candidates }).forecaster.name;
    const [simple, hardly, clearly] = [always("simple", 110), always("hardly", 109), always("clearly", 107)];
    expect(among([simple!, hardly!])).toBe("simple");
    expect(among([simple!, hardly!, clearly!])).toBe("clearly");
  });

  it("does not let a forecast of nothing win on many zeros", () => {
    const lumpy = Float64Array.from({ length: 60 }, () => (random() < 0.2 ? 1 + Math.floor(random() * 9) : 0));
    const choice = chooseForecaster(lumpy, 12, { horizon: 3 });
    expect(choice.scores.map((score) => score.name)).toContain("croston");
    expect(choice.forecaster.fit(lumpy, 12).forecast(1)[0]).toBeGreaterThan(0.2);
  });

  it("replays the choice without looking at rounds that were not over", () => {
    const choice = chooseForecaster(seasonal, 12, { horizon: 6, rounds: 9, step: 2 });
    const first = choice.scores[0]!.rounds[0]!.origin;
    for (const round of choice.replayed) expect(round.origin).toBeGreaterThanOrEqual(first + 6);
    expect(choice.baseline.map((round) => round.origin)).toEqual(choice.replayed.map((round) => round.origin));
    expect(choice.replayed.length).toBe(6);
  });

  it("uses the simplest where a history is too short, and says so", () => {
    const choice = chooseForecaster(Float64Array.of(3, 4), 12, { horizon: 6 });
    expect(choice.reason).toMatch(/too short/);
    expect([...choice.forecaster.fit(Float64Array.of(3, 4), 12).forecast(2)]).toEqual([4, 4]);
    expect(automaticForecaster({ horizon: 6 }).fit(Float64Array.of(3), 12).forecast(1)[0]).toBe(3);
  });

  it("knows every forecaster by one name", () => {
    expect(new Set(forecasters.map((one) => one.name)).size).toBe(forecasters.length);
    for (const one of forecasters) expect(forecasterByName(one.name)).toBe(one);
    expect(forecasterByName("oracle")).toBeUndefined();
  });
});
