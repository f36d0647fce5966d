import { describe, expect, it } from "vitest";
import { ArtefactError } from "../../artefact/artefact-error.ts";
import { normalDraw, seededRandom } from "../../seeded-random.ts";
import { TrainingCancelled } from "../../training-control.ts";
import { forecastAccuracy } from "../forecast-accuracy.ts";
import { seasonalNaive } from "../naive.ts";
import type { DemandPanel } from "./demand-panel.ts";
import { type PanelError, predictGlobalForecast, trainGlobalForecast } from "./global-forecast.ts";
import { loadGlobalForecast, saveGlobalForecast } from "./save-global-forecast.ts";

const weeks = 110;
const horizon = 3;
const random = seededRandom(8);

/** 40 products whose sales follow their price and deals: elasticity −2, a deal sells half as much again. */
const full = Array.from({ length: 40 }, (_, i) => {
  const price = Float64Array.from({ length: weeks }, () => (random() < 0.25 ? 0.75 : 1) * (1 + 0.1 * (i % 5)));
  const deal = Float64Array.from({ length: weeks }, () => (random() < 0.2 ? 1 : 0));
  const values = price.map((p, t) =>
    Math.round(
      (30 + 3 * i) *
        p ** -2 *
        (1 + 0.5 * deal[t]!) *
        (1 + 0.2 * Math.sin((2 * Math.PI * t) / 52)) *
        (1 + 0.08 * normalDraw(random)),
    ),
  );
  if (i === 0) values[50] = Number.NaN;
  return { id: `p${i}`, price, values, promotions: { deal }, codes: { product: i }, group: `g${i % 4}` };
});
const known = weeks - horizon;
const panel: DemandPanel = {
  period: 52,
  series: full.map((series) => ({ ...series, values: series.values.slice(0, known) })),
};
const actual = full.flatMap((series) => [...series.values.slice(known)]);
const options = { horizon, trees: 60, leaves: 15, lags: 4, learningRate: 0.1, minLeafRows: 20 };
const flat = (paths: readonly Float64Array[]): number[] => paths.flatMap((path) => [...path]);

describe("global forecast", () => {
  const models = new Map(
    (["percentage", "absolute", "squared"] as PanelError[]).map((error) => [
      error,
      trainGlobalForecast(panel, { ...options, error }),
    ]),
  );

  it("learns what price and promotion do, which the past alone cannot tell", () => {
    const naiveForecast = flat(
      panel.series.map(({ values }) => {
        const past = values.map((value, t) => (Number.isNaN(value) ? values[t - 1]! : value));
        return seasonalNaive.fit(past, 1).forecast(horizon);
      }),
    );
    const baseline = forecastAccuracy(actual, naiveForecast);
    for (const model of models.values()) {
      const accuracy = forecastAccuracy(actual, flat(predictGlobalForecast(model, panel)));
      expect(accuracy.mape).toBeLessThan(16);
      expect(accuracy.mape).toBeLessThan(0.5 * baseline.mape);
      expect(Math.abs(accuracy.bias)).toBeLessThan(0.06);
    }
  });

  it("answers to a planned price cut", () => {
    const model = models.get("absolute")!;
    const planned = (price: number): DemandPanel => ({
      ...panel,
      series: panel.series.map((series, i) => ({
        ...series,
        price: series.price!.map((p, t) => (t < known ? p : price * (1 + 0.1 * (i % 5)))),
        promotions: { deal: series.promotions!.deal!.map((d, t) => (t < known ? d : 0)) },
      })),
    });
    const usual = flat(predictGlobalForecast(model, planned(1))).reduce((a, b) => a + b, 0);
    const cut = flat(predictGlobalForecast(model, planned(0.75))).reduce((a, b) => a + b, 0);
    expect(cut / usual).toBeGreaterThan(1.5);
    expect(cut / usual).toBeLessThan(2);
  });

  it("sees nothing after the end of the values it is given", () => {
    const model = models.get("squared")!;
    const longer: DemandPanel = {
      ...panel,
      series: full.map((series) => ({
        ...series,
        values: series.values.map((v, t) => (t < known ? v : Number.NaN)).slice(0, known),
      })),
    };
    expect(predictGlobalForecast(model, longer)).toEqual(predictGlobalForecast(model, panel));
  });

  it("comes back from its bytes the same, and is refused when damaged", () => {
    const model = models.get("percentage")!;
    const bytes = saveGlobalForecast(model);
    const back = loadGlobalForecast(bytes);
    expect(predictGlobalForecast(back, panel)).toEqual(predictGlobalForecast(model, panel));
    expect(back.info).toEqual(model.info);
    bytes[bytes.length - 9]! ^= 4;
    expect(() => loadGlobalForecast(bytes)).toThrow(ArtefactError);
  });

  it("is the same for the same seed, thins rows to a bound, and can be stopped", () => {
    const again = trainGlobalForecast(panel, { ...options, error: "squared" });
    expect(again.trees.forest.value).toEqual(models.get("squared")!.trees.forest.value);
    const thin = trainGlobalForecast(panel, { ...options, trees: 2, maxRows: 1000 });
    expect(thin.info.window.rows).toBeGreaterThan(850);
    expect(thin.info.window.rows).toBeLessThan(1150);
    expect(() => trainGlobalForecast(panel, options, { signal: { aborted: true } })).toThrow(TrainingCancelled);
  });

  it("refuses panels that do not fit", () => {
    const bare: DemandPanel = { period: 52, series: panel.series.map(({ id, values }) => ({ id, values })) };
    expect(() => predictGlobalForecast(models.get("absolute")!, bare)).toThrow(/trained on/);
    expect(() => trainGlobalForecast({ period: 1, series: [] }, options)).toThrow(/no series/);
    const negative = { period: 1, series: [{ id: "returns", values: Float64Array.of(1, -1) }] };
    expect(() => trainGlobalForecast(negative, options)).toThrow(/returns has a negative value/);
    const mixed = { period: 1, series: [panel.series[0]!, { id: "x", values: Float64Array.of(1) }] };
    expect(() => trainGlobalForecast(mixed, options)).toThrow(/same columns/);
  });
});
