import { type Degenerate, degenerate, isDegenerate } from "../degenerate.ts";
import { type Alternative, compareArms, type Effect, effectOf } from "./compare-arms.ts";
import { proportionSummary } from "./sample-summary.ts";

/** Units with the outcome among all units of an arm; both whole. */
export interface Count {
  successes: number;
  n: number;
}

export interface TwoProportionOptions {
  /** `pooled` takes one rate for both arms under the null; `unpooled` is the test that the Wald interval inverts. */
  variance?: "pooled" | "unpooled";
  alternative?: Alternative;
  level?: number;
}

/**
 * Two-proportion z-test of the difference treatment − control; variances are p(1 − p) without n − 1. The interval is
 * Wald's (unpooled); better ones are in proportion-intervals. Where Wald's has no width (all of one arm, none of the
 * other) the pooled test gives its own. Degenerate when no unit, or every unit, of both arms has the outcome.
 *
 * @equation z = (p_t − p_c) / √( p(1−p)(1/n_t + 1/n_c) ) with p the pooled rate, or
 *   z = (p_t − p_c) / √( p_t(1−p_t)/n_t + p_c(1−p_c)/n_c )
 * @source Fleiss, Levin and Paik (2003), Statistical methods for rates and proportions, §3.1
 * @default variance "pooled"
 * @default alternative "two-sided"
 * @default level 0.95
 * @throws StatsInputError when counts are not whole, successes exceed n, or level is outside (0, 1)
 */
export function twoProportionZ(
  control: Count,
  treatment: Count,
  options: TwoProportionOptions = {},
): Effect | Degenerate {
  const { variance = "pooled", ...rest } = options;
  const c = proportionSummary(control.successes, control.n);
  const t = proportionSummary(treatment.successes, treatment.n);
  if ("degenerate" in c) return c;
  if ("degenerate" in t) return t;
  const n = c.n + t.n;
  const pooled = (control.successes + treatment.successes) / n;
  if (pooled === 0 || pooled === 1)
    return degenerate("constant", `${pooled === 0 ? "No" : "Every"} unit of either arm has the outcome.`);
  const wald = compareArms(c, t, { ...rest, distribution: "normal" });
  if (variance === "unpooled") return wald;
  const standardError = Math.sqrt(pooled * (1 - pooled) * (1 / c.n + 1 / t.n));
  const effect = effectOf(t.mean - c.mean, standardError, Number.POSITIVE_INFINITY, rest);
  return isDegenerate(wald) ? effect : { ...effect, interval: wald.interval };
}
