import { type Estimator, estimatePolicy } from "@aisle/stats/off-policy/estimate-policy";
import type { LoggedBandit } from "@aisle/stats/off-policy/logged-bandit";
import { dataFolder, readTable } from "../forecast/read-table.ts";
import { holds, sure } from "./tally.ts";

interface Impression {
  item: number;
  position: number;
  click: number;
  propensity: number;
}

const items = 34;
const priorImpressions = 500;

/**
 * The click rate of the Thompson policy estimated from the log of the random one (bandit-zozo-obd), against the rate
 * that the Thompson policy had. π(item | position) is its share in the Thompson log; the model of the doubly robust
 * estimators is each item's shrunken click rate in the other half of the random log.
 */
export function fashionBandit(): Record<string, number | boolean> {
  const random = impressions("random_men.csv.gz");
  const thompson = impressions("bts_men.csv.gz");
  const policy = sharesByPosition(thompson);
  const truth = thompson.reduce((sum, row) => sum + row.click, 0) / thompson.length;
  const log = logOf(random, policy);
  const figures: Record<string, number | boolean> = {
    rows: random.length,
    onPolicyRate: truth,
    randomRate: random.reduce((sum, row) => sum + row.click, 0) / random.length,
  };
  const estimators: Estimator[] = ["ips", "snips", "direct", "doubly-robust", "self-normalised-doubly-robust"];
  for (const estimator of [...estimators, "switch-doubly-robust", "shrinkage-doubly-robust"] as Estimator[]) {
    const estimate = sure(estimatePolicy(log, estimator));
    figures[`${estimator}.value`] = estimate.value;
    figures[`${estimator}.low`] = estimate.interval.low;
    figures[`${estimator}.high`] = estimate.interval.high;
    figures[`${estimator}.containsOnPolicy`] = holds(estimate.interval, truth);
    figures.effectiveSampleSize = estimate.support.effectiveSampleSize;
    figures.meanWeight = estimate.support.meanWeight;
  }
  return figures;
}

function impressions(file: string): Impression[] {
  return readTable(`${dataFolder}/bandit-zozo-obd/${file}`).map((row) => ({
    item: Number(row.item_id),
    position: Number(row.position),
    click: Number(row.click),
    propensity: Number(row.propensity_score),
  }));
}

function sharesByPosition(rows: readonly Impression[]): Map<number, Float64Array> {
  const shares = new Map<number, Float64Array>();
  for (const row of rows) {
    const counts = shares.get(row.position) ?? new Float64Array(items);
    counts[row.item]! += 1;
    shares.set(row.position, counts);
  }
  for (const counts of shares.values()) {
    const total = counts.reduce((sum, count) => sum + count, 0);
    for (let i = 0; i < items; i++) counts[i]! /= total;
  }
  return shares;
}

function logOf(rows: readonly Impression[], policy: Map<number, Float64Array>): LoggedBandit {
  const models = [0, 1].map((half) => itemRates(rows.filter((_, i) => i % 2 !== half)));
  const share = (row: Impression, item: number): number => policy.get(row.position)![item]!;
  const expected = (row: Impression, model: Float64Array): number =>
    model.reduce((sum, rate, item) => sum + rate * share(row, item), 0);
  return {
    reward: Float64Array.from(rows, (row) => row.click),
    loggingPropensity: Float64Array.from(rows, (row) => row.propensity),
    targetPropensity: Float64Array.from(rows, (row) => share(row, row.item)),
    modelOfLogged: Float64Array.from(rows, (row, i) => models[i % 2]![row.item]!),
    modelOfTarget: Float64Array.from(rows, (row, i) => expected(row, models[i % 2]!)),
  };
}

function itemRates(rows: readonly Impression[]): Float64Array {
  const overall = rows.reduce((sum, row) => sum + row.click, 0) / rows.length;
  const clicks = new Float64Array(items).fill(priorImpressions * overall);
  const shown = new Float64Array(items).fill(priorImpressions);
  for (const row of rows) {
    clicks[row.item]! += row.click;
    shown[row.item]! += 1;
  }
  return clicks.map((count, item) => count / shown[item]!);
}
