import { type Estimator, estimatePolicy } from "@aisle/stats/off-policy/estimate-policy";
import { replayPolicy } from "@aisle/stats/off-policy/replay";
import type { Random } from "@aisle/stats/seeded-random";
import { holds, sure, type Tally } from "./tally.ts";

const logging = [0.4, 0.3, 0.2, 0.1];
const target = [0.15, 0.2, 0.3, 0.35];
const rates = [
  [0.02, 0.05, 0.08, 0.03],
  [0.06, 0.02, 0.03, 0.09],
];
const estimators: Estimator[] = ["ips", "snips", "doubly-robust", "self-normalised-doubly-robust"];
const truth = rates.reduce((sum, rate) => sum + 0.5 * target.reduce((s, share, a) => s + share * rate[a]!, 0), 0);

/** One log of `n` choices, one in twenty rewarded: does each off-policy interval hold the other policy's true value? */
export function banditTrial(n: number, random: Random, covered: Tally): void {
  const columns = Array.from({ length: 5 }, () => new Float64Array(n));
  const [reward, mu, pi, logged, modelled] = columns as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let i = 0; i < n; i++) {
    const rate = rates[random() < 0.5 ? 0 : 1]!;
    let action = 0;
    for (let u = random() - logging[0]!; u > 0 && action < 3; u -= logging[action]!) action++;
    reward[i] = random() < rate[action]! ? 1 : 0;
    mu[i] = logging[action]!;
    pi[i] = target[action]!;
    logged[i] = 0.01 + 0.7 * rate[action]!;
    for (const [a, share] of target.entries()) modelled[i]! += share * (0.01 + 0.7 * rate[a]!);
  }
  const log = { reward, loggingPropensity: mu, targetPropensity: pi, modelOfLogged: logged, modelOfTarget: modelled };
  for (const estimator of estimators) {
    const estimate = sure(estimatePolicy(log, estimator));
    covered.add(`offPolicy.${estimator}`, holds(estimate.interval, truth));
    if (estimate.bernstein) covered.add(`offPolicy.${estimator}.bernstein`, holds(estimate.bernstein, truth));
  }
}

/** Replay of a fixed policy on 2,000 uniform choices among four actions, three in ten rewarded. */
export function replayTrial(random: Random, covered: Tally): void {
  const n = 2000;
  const reward = Float64Array.from({ length: n }, () => (random() < 0.3 ? 1 : 0));
  const matches = Float64Array.from({ length: n }, () => (random() < 0.25 ? 1 : 0));
  covered.add("offPolicy.replay", holds(sure(replayPolicy(reward, matches)).interval, 0.3));
}
