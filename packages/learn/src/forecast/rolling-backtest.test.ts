import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Forecaster } from "./forecaster.ts";
import { naive } from "./naive.ts";
import { backtestOrigins, rollingBacktest } from "./rolling-backtest.ts";

describe("rolling back-test", () => {
  it("lays origins back from the end, oldest first, as far as the history reaches", () => {
    expect(backtestOrigins(20, 4, { horizon: 3, rounds: 4 })).toEqual([8, 11, 14, 17]);
    expect(backtestOrigins(20, 12, { horizon: 3, rounds: 9, step: 2 })).toEqual([13, 15, 17]);
    expect(backtestOrigins(5, 4, { horizon: 3, rounds: 4 })).toEqual([]);
  });

  it("never shows a forecaster what comes after its origin", () => {
    fc.assert(
      fc.property(fc.integer({ min: 8, max: 40 }), fc.integer({ min: 1, max: 6 }), (length, horizon) => {
        const history = Float64Array.from({ length }, (_, t) => t);
        const spy: Forecaster = {
          name: "spy",
          minimumLength: () => 1,
          fit(seen, period) {
            return { ...naive.fit(seen, period), parameters: { last: seen[seen.length - 1]! } };
          },
        };
        for (const { origin, actual, forecast } of rollingBacktest(spy, history, 1, { horizon, rounds: 5 })) {
          expect(forecast[0]).toBe(origin - 1);
          expect([...actual]).toEqual(Array.from({ length: horizon }, (_, h) => origin + h));
        }
      }),
    );
  });
});
