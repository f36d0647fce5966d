import { describe, expect, it } from "vitest";
import { normalDraw, seededRandom } from "../seeded-random.ts";
import { forecastSkill } from "./forecast-skill.ts";
import type { BacktestRound } from "./rolling-backtest.ts";

const random = seededRandom(4);
const rounds = (count: number, deviation: number): BacktestRound[] =>
  Array.from({ length: count }, (_, origin) => {
    const actual = Float64Array.from({ length: 4 }, () => 100);
    return { origin, actual, forecast: actual.map((value) => value + deviation * normalDraw(random)) };
  });

describe("skill against seasonal naive", () => {
  it("lets a clearly better forecast drive orders", () => {
    const skill = forecastSkill(rounds(30, 5), rounds(30, 10), { random });
    expect(skill.skill).toBeGreaterThan(0.35);
    expect(skill.low).toBeGreaterThan(0);
    expect(skill.low).toBeLessThan(skill.skill);
    expect(skill.high).toBeGreaterThan(skill.skill);
    expect(skill.mayDriveOrders).toBe(true);
    expect(skill.reason).toMatch(/orders may follow/);
  });

  it("says no to a forecast that is no better, nearly always", () => {
    let allowed = 0;
    for (let trial = 0; trial < 200; trial++)
      if (forecastSkill(rounds(25, 10), rounds(25, 10), { random, draws: 300 }).mayDriveOrders) allowed++;
    expect(allowed / 200).toBeLessThan(0.07);
  });

  it("says no where there are too few independent rounds, whatever the skill", () => {
    const skill = forecastSkill(rounds(12, 0.1), rounds(12, 10), { random, block: 3 });
    expect(skill.skill).toBeGreaterThan(0.9);
    expect(skill.mayDriveOrders).toBe(false);
    expect(skill.reason).toMatch(/Only 4 independent/);
    expect(forecastSkill([], [], { random }).mayDriveOrders).toBe(false);
  });

  it("is the same for the same seed", () => {
    const own = rounds(20, 5);
    const base = rounds(20, 6);
    const once = forecastSkill(own, base, { random: seededRandom(9) });
    expect(forecastSkill(own, base, { random: seededRandom(9) })).toEqual(once);
    expect(forecastSkill(own, own, { random: seededRandom(9) }).skill).toBe(0);
  });
});
