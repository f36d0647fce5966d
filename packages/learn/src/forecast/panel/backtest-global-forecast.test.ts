import { describe, expect, it } from "vitest";
import { normalDraw, seededRandom } from "../../seeded-random.ts";
import { conformalInterval } from "../conformal-interval.ts";
import { backtestGlobalForecast, panelScales } from "./backtest-global-forecast.ts";
import type { DemandPanel } from "./demand-panel.ts";
import { predictGlobalForecast, trainGlobalForecast } from "./global-forecast.ts";

const weeks = 90;
const horizon = 4;
const random = seededRandom(3);
const full = Array.from({ length: 60 }, (_, i) => {
  const price = Float64Array.from({ length: weeks }, () => (random() < 0.3 ? 0.7 : 1));
  const values = price.map((p) => (20 + 4 * i) * p ** -2 * (1 + 0.15 * normalDraw(random)));
  return { id: `p${i}`, price, values: values.map((value) => Math.max(0, value)) };
});
const known = weeks - horizon;
const panel: DemandPanel = { period: 26, series: full.map((one) => ({ ...one, values: one.values.slice(0, known) })) };
const options = { horizon, trees: 40, leaves: 8, lags: 3, learningRate: 0.15, minLeafRows: 20 };

describe("back-test of a global forecast", () => {
  const replay = backtestGlobalForecast(panel, options, { rounds: 3 });

  it("proves skill where price explains demand", () => {
    expect(replay.rounds.length).toBe(180);
    expect(replay.rounds.map((round) => round.origin)).toContain(known - 3 * horizon);
    expect(replay.skill.low).toBeGreaterThan(0.3);
    expect(replay.skill.mayDriveOrders).toBe(true);
  });

  it("gives bands that hold their share of what comes next", () => {
    const forecasts = predictGlobalForecast(trainGlobalForecast(panel, options), panel);
    const scales = panelScales(panel);
    for (const [k, level] of [0.8, 0.95].entries()) {
      const band = replay.bands[k]!;
      expect(band.guaranteed).toBe(true);
      let hits = 0;
      for (const [i, { values }] of full.entries()) {
        const { lower, upper } = conformalInterval(forecasts[i]!, scales[i]!, band, 0);
        for (let h = 0; h < horizon; h++)
          if (values[known + h]! >= lower[h]! && values[known + h]! <= upper[h]!) hits++;
      }
      expect(Math.abs(hits / (60 * horizon) - level)).toBeLessThan(0.07);
    }
  });

  it("proves none on random walks, and refuses a panel too short to replay", () => {
    const walk = (): Float64Array => {
      let log = 5;
      return Float64Array.from({ length: 60 }, () => {
        log += 0.15 * normalDraw(random);
        return Math.exp(log);
      });
    };
    const walks: DemandPanel = {
      period: 1,
      series: Array.from({ length: 40 }, (_, i) => ({ id: `w${i}`, values: walk() })),
    };
    const { skill } = backtestGlobalForecast(walks, options, { rounds: 2 });
    expect(skill.low).toBeLessThan(0);
    expect(skill.mayDriveOrders).toBe(false);
    const short = { period: 1, series: [{ id: "x", values: Float64Array.of(1, 2, 3) }] };
    expect(() => backtestGlobalForecast(short, options)).toThrow(/too few/);
  });
});
