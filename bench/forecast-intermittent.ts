import { croston, syntetosBoylan, teunterSyntetosBabai } from "@aisle/learn/forecast/croston";
import { fixedExponentialSmoothing } from "@aisle/learn/forecast/exponential-smoothing";
import { type ForecastAccuracy, forecastAccuracy } from "@aisle/learn/forecast/forecast-accuracy";
import type { Forecaster } from "@aisle/learn/forecast/forecaster";
import { balancedCombination } from "@aisle/learn/forecast/forecaster-catalogue";
import { predictGlobalForecast, trainGlobalForecast } from "@aisle/learn/forecast/panel/global-forecast";
import { reconcileTotal } from "@aisle/learn/forecast/reconcile-total";
import { seededRandom } from "@aisle/learn/seeded-random";
import { type CarPart, carParts } from "./forecast/car-parts.ts";
import { peakMemoryMb } from "./forecast/read-table.ts";

const horizon = 6;
const testOrigin = 45;
/** Origins of the replays on which choices were made; the months of the last one end where the test begins. */
const validationOrigins = [24, 27, 30, 33, 36, 39];

const alone: Record<string, Forecaster> = {
  ses: fixedExponentialSmoothing(0.1),
  croston: croston(),
  sba: syntetosBoylan(),
  tsb: teunterSyntetosBabai(),
};

/**
 * RMSE and bias of six months' forecasts from one origin (2001-09) for the car parts known to the end, against simple
 * exponential smoothing with weight 0.1 in the same run. The forecast is that of trees over all parts, its total halfway
 * between their sum and a forecast of the total. The same measures on six earlier origins stand beside it.
 */
export async function bench(): Promise<{ suite: string; figures: Record<string, number | string | boolean> }> {
  const started = performance.now();
  const parts = carParts();
  const replays = validationOrigins.map((origin) => accuraciesAt(parts, origin));
  const test = accuraciesAt(parts, testOrigin);
  const { reconciled: own, ses } = test as Record<string, ForecastAccuracy> &
    Record<"reconciled" | "ses", ForecastAccuracy>;
  const figures: Record<string, number | string | boolean> = {
    rmse: own.rmse,
    bias: Math.abs(own.bias),
    sesRmse: ses.rmse,
    sesBias: Math.abs(ses.bias),
    mae: own.mae,
    zeroMae: test.zero!.mae,
    forecasts: own.count,
  };
  for (const [name, accuracy] of Object.entries(test)) {
    figures[`rmse_${name}`] = accuracy.rmse;
    figures[`signedBias_${name}`] = accuracy.bias;
    figures[`validationRmse_${name}`] = mean(replays.map((replay) => replay[name]!.rmse));
    figures[`validationBias_${name}`] = mean(replays.map((replay) => Math.abs(replay[name]!.bias)));
  }
  return {
    suite: "forecast-intermittent",
    figures: {
      ...figures,
      split: "trained up to 2001-09, tested on the six months after it",
      seed: 1,
      seconds: (performance.now() - started) / 1000,
      peakMemoryMb: peakMemoryMb(),
    },
  };
}

/** How each method does from `origin`, over the parts whose six months after it are known. */
function accuraciesAt(parts: readonly CarPart[], origin: number): Record<string, ForecastAccuracy> {
  const panel = {
    period: 12,
    series: parts.map(({ id, values }) => ({ id, values: values.slice(0, origin), group: "all" })),
  };
  const model = trainGlobalForecast(
    panel,
    {
      horizon,
      error: "squared",
      lags: 6,
      windows: [3, 6, 12, 24],
      maxRows: 200_000,
      trees: 100,
      leaves: 15,
      learningRate: 0.06,
      minLeafRows: 200,
    },
    { random: seededRandom(1) },
  );
  // Parts no longer sold at the origin are not forecast, and so do not count in the total.
  const sold = parts.map((_, i) => i).filter((i) => !panel.series[i]!.values.some(Number.isNaN));
  const predicted = predictGlobalForecast(model, panel);
  const byTrees = sold.map((i) => predicted[i]!);
  const total = new Float64Array(origin);
  for (const i of sold) for (let t = 0; t < origin; t++) total[t]! += parts[i]!.values[t]!;
  const totalForecast = balancedCombination.fit(total, 12).forecast(horizon);
  const paths: Record<string, Float64Array[]> = {
    reconciled: reconcileTotal(byTrees, totalForecast),
    trees: byTrees,
    topDown: reconcileTotal(byTrees, totalForecast, 1),
    zero: sold.map(() => new Float64Array(horizon)),
  };
  for (const [name, forecaster] of Object.entries(alone))
    paths[name] = sold.map((i) => forecaster.fit(panel.series[i]!.values, 1).forecast(horizon));

  const after = sold.map((i) => parts[i]!.values.slice(origin, origin + horizon));
  const known = after.map((actual) => actual.length === horizon && !actual.some(Number.isNaN));
  const join = (arrays: readonly Float64Array[]): number[] =>
    arrays.flatMap((array, k) => (known[k] ? [...array] : []));
  const actual = join(after);
  return Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, forecastAccuracy(actual, join(path))]));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
