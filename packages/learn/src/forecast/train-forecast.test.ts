import { describe, expect, it } from "vitest";
import { ArtefactError } from "../artefact/artefact-error.ts";
import { normalDraw, seededRandom } from "../seeded-random.ts";
import { TrainingCancelled } from "../training-control.ts";
import { predictForecast } from "./predict-forecast.ts";
import { loadForecast, saveForecast } from "./save-forecast.ts";
import { trainForecast } from "./train-forecast.ts";

const random = seededRandom(2);
const make = (length: number, level: number): Float64Array =>
  Float64Array.from(
    { length },
    (_, t) => level * (1 + 0.3 * Math.sin((Math.PI * t) / 6)) * (1 + 0.1 * normalDraw(random)),
  );
const data = {
  period: 12,
  window: { from: "2018-01-01", to: "2025-12-01" },
  series: [
    { id: "coats", values: make(96, 100) },
    { id: "hats", values: make(96, 2000) },
    { id: "new", values: Float64Array.of(Number.NaN, 4, Number.NaN, 6) },
  ],
};
const model = trainForecast(data, { horizon: 3 });

describe("trainForecast", () => {
  it("forecasts each series with intervals that widen with their level", () => {
    for (const id of ["coats", "hats", "new"]) {
      const { forecast, intervals } = predictForecast(model, id);
      const [narrow, wide] = intervals;
      for (let h = 0; h < 3; h++) {
        expect(wide!.lower[h]!).toBeLessThanOrEqual(narrow!.lower[h]!);
        expect(narrow!.lower[h]!).toBeLessThanOrEqual(forecast[h]!);
        expect(forecast[h]!).toBeLessThanOrEqual(narrow!.upper[h]!);
        expect(narrow!.upper[h]!).toBeLessThanOrEqual(wide!.upper[h]!);
        expect(wide!.lower[h]!).toBeGreaterThanOrEqual(0);
      }
    }
  });

  it("lends a new series the others' errors, and lets it drive no order", () => {
    const young = model.series.find((series) => series.id === "new")!;
    expect(young.calibratedBy).not.toBe("own");
    expect(young.skill.mayDriveOrders).toBe(false);
    expect([...young.history]).toEqual([4, 5, 6]);
  });

  it("comes back from its bytes the same, and says about itself", () => {
    const back = loadForecast(saveForecast(model));
    expect(back).toEqual(model);
    expect(back.info.window).toEqual({ from: "2018-01-01", to: "2025-12-01", rows: 195 });
    expect(predictForecast(back, "hats")).toEqual(predictForecast(model, "hats"));
    const broken = saveForecast(model);
    broken[broken.length - 9]! ^= 1;
    expect(() => loadForecast(broken)).toThrow(ArtefactError);
  });

  it("can be watched, stopped and repeated", () => {
    const seen: number[] = [];
    expect(trainForecast(data, { horizon: 3 }, { onProgress: ({ done }) => seen.push(done) })).toEqual(model);
    expect(seen).toEqual([0, 1, 2, 3]);
    expect(() => trainForecast(data, { horizon: 3 }, { signal: { aborted: true } })).toThrow(TrainingCancelled);
  });

  it("refuses what it cannot learn from or does not know", () => {
    const empty = { period: 1, series: [{ id: "x", values: Float64Array.of(Number.NaN) }] };
    expect(() => trainForecast(empty, { horizon: 1 })).toThrow(/x has no known value/);
    expect(() => trainForecast(data, { horizon: 1, candidates: ["oracle"] })).toThrow(/oracle/);
    expect(() => predictForecast(model, "gloves")).toThrow(/gloves/);
    expect(() => predictForecast(model, "hats", 4)).toThrow(/3 periods/);
  });
});
