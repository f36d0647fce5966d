import { describe, expect, it } from "vitest";
import { ForecastInputError } from "./forecaster.ts";
import { historyMean, movingAverage } from "./moving-average.ts";
import { drift, naive, seasonalNaive } from "./naive.ts";

const history = Float64Array.of(1, 4, 2, 5, 3, 6);

describe("naive forecasters", () => {
  it("repeat the last value, the last season, or the line through both ends", () => {
    expect([...naive.fit(history, 1).forecast(3)]).toEqual([6, 6, 6]);
    expect([...seasonalNaive.fit(history, 2).forecast(3)]).toEqual([3, 6, 3]);
    expect([...drift.fit(history, 1).forecast(2)]).toEqual([7, 8]);
  });

  it("never look ahead in their fitted values", () => {
    expect([...seasonalNaive.fit(history, 2).fitted]).toEqual([Number.NaN, Number.NaN, 1, 4, 2, 5]);
    expect([...drift.fit(history, 1).fitted].slice(2)).toEqual([7, 2.5, 5 + 4 / 3, 3.5]);
  });

  it("average the last window, or everything", () => {
    const model = movingAverage(2).fit(history, 1);
    expect([...model.forecast(2)]).toEqual([4.5, 4.5]);
    expect([...model.fitted]).toEqual([Number.NaN, 1, 2.5, 3, 3.5, 4]);
    expect([...historyMean.fit(history, 1).forecast(1)]).toEqual([3.5]);
    expect(movingAverage().fit(history, 3).parameters).toEqual({ window: 3 });
  });

  it("refuse gaps, short histories and impossible horizons", () => {
    expect(() => naive.fit(Float64Array.of(1, Number.NaN), 1)).toThrow(ForecastInputError);
    expect(() => seasonalNaive.fit(history, 12)).toThrow(/needs 12 values/);
    expect(() => naive.fit(history, 1).forecast(0)).toThrow(/horizon/);
    expect(() => movingAverage(0)).toThrow(/window/);
  });
});
