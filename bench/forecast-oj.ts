import { forecastAccuracy } from "@aisle/learn/forecast/forecast-accuracy";
import { predictGlobalForecast, trainGlobalForecast } from "@aisle/learn/forecast/panel/global-forecast";
import { seededRandom } from "@aisle/learn/seeded-random";
import { firstWeek, lastWeek, orangeJuiceSeries, panelUntil } from "./forecast/oj-panel.ts";
import { peakMemoryMb } from "./forecast/read-table.ts";

const rounds = 10;
const horizon = 2;

/**
 * MAPE of weekly units over 10 rounds, as published for this data: round k forecasts weeks 155 − 2k and 156 − 2k from
 * what was known up to week 153 − 2k, prices and promotions of the forecast weeks being planned. Mean and last value of
 * the same rounds stand beside it. `--validation` runs the 10 rounds before instead, on which all choices were made.
 */
export async function bench(
  args: string[],
): Promise<{ suite: string; figures: Record<string, number | string | boolean> }> {
  const started = performance.now();
  const series = orangeJuiceSeries();
  const firstRound = args.includes("--validation") ? rounds : 0;
  const actual: number[] = [];
  const forecast: number[] = [];
  const mean: number[] = [];
  const last: number[] = [];
  let trainSeconds = 0;
  let worstRound = 0;
  for (let k = firstRound; k < firstRound + rounds; k++) {
    const known = lastWeek - 3 - 2 * k;
    const panel = panelUntil(series, known);
    const trainStarted = performance.now();
    const model = trainGlobalForecast(panel, { horizon, gap: 1, error: "percentage" }, { random: seededRandom(k + 1) });
    trainSeconds += (performance.now() - trainStarted) / 1000;
    const predicted = predictGlobalForecast(model, panel);
    const before = actual.length;
    for (const [i, one] of series.entries()) {
      const past = panel.series[i]!.values.filter((value) => !Number.isNaN(value));
      const meanLog = past.reduce((sum, value) => sum + Math.log(value) / past.length, 0);
      for (let h = 0; h < horizon; h++) {
        const units = one.values[known - firstWeek + 2 + h]!;
        if (Number.isNaN(units) || past.length === 0) continue;
        actual.push(units);
        forecast.push(predicted[i]![h]!);
        mean.push(Math.exp(meanLog));
        last.push(past[past.length - 1]!);
      }
    }
    worstRound = Math.max(worstRound, forecastAccuracy(actual.slice(before), forecast.slice(before)).mape);
  }
  return {
    suite: "forecast-oj",
    figures: {
      mape: forecastAccuracy(actual, forecast).mape,
      meanMape: forecastAccuracy(actual, mean).mape,
      lastValueMape: forecastAccuracy(actual, last).mape,
      worstRoundMape: worstRound,
      forecasts: actual.length,
      split: `10 ${firstRound === 0 ? "test" : "validation"} rounds, horizon 2, gap 2; each trains on the weeks before`,
      seed: "round number",
      trainSeconds,
      seconds: (performance.now() - started) / 1000,
      peakMemoryMb: peakMemoryMb(),
    },
  };
}
