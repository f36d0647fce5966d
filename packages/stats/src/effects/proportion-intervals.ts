import { type Degenerate, degenerate, requireOpenShare } from "../degenerate.ts";
import { normalQuantile } from "../distributions/normal.ts";
import type { Interval } from "./compare-arms.ts";
import { proportionSummary } from "./sample-summary.ts";
import type { Count } from "./two-proportion-z.ts";

/**
 * Wilson's score interval for one proportion; holds at 0 and n successes too.
 *
 * @equation (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n)
 * @source Wilson (1927), JASA 22:209
 * @default level 0.95
 * @throws StatsInputError when counts are not whole or level is outside (0, 1)
 */
export function wilsonInterval(count: Count, level = 0.95): Interval | Degenerate {
  requireOpenShare("level", level);
  const arm = proportionSummary(count.successes, count.n);
  if ("degenerate" in arm) return arm;
  const z = critical(level);
  const { n } = arm;
  const failures = n - count.successes;
  const half = z * Math.sqrt((count.successes * failures) / n + (z * z) / 4);
  return {
    low: count.successes === 0 ? 0 : (count.successes + (z * z) / 2 - half) / (n + z * z),
    high: failures === 0 ? 1 : (count.successes + (z * z) / 2 + half) / (n + z * z),
    level,
  };
}

/**
 * Wald's interval for p_t − p_c: what the unpooled z-test inverts. Too short for small counts.
 *
 * @equation p_t − p_c ± z √(p_t(1−p_t)/n_t + p_c(1−p_c)/n_c)
 * @source Agresti and Caffo (2000), The American Statistician 54:280, equation 1
 * @default level 0.95
 * @throws StatsInputError when counts are not whole or level is outside (0, 1)
 */
export function waldDifference(control: Count, treatment: Count, level = 0.95): Interval | Degenerate {
  requireOpenShare("level", level);
  const c = proportionSummary(control.successes, control.n);
  const t = proportionSummary(treatment.successes, treatment.n);
  if ("degenerate" in c) return c;
  if ("degenerate" in t) return t;
  const half = critical(level) * Math.sqrt(c.variance / c.n + t.variance / t.n);
  if (half === 0) return degenerate("constant", "Neither arm varies, so the Wald interval has no width.");
  return { low: t.mean - c.mean - half, high: t.mean - c.mean + half, level };
}

/**
 * Newcombe's hybrid score interval for p_t − p_c (his method 10): good coverage from small counts on. For a
 * one-sided bound at 95 % take an end of the 90 % interval; so with every interval here.
 *
 * @equation Δ − √((p_t − l_t)² + (u_c − p_c)²), Δ + √((u_t − p_t)² + (p_c − l_c)²) with l, u Wilson's limits
 * @source Newcombe (1998), Statistics in Medicine 17:873, method 10
 * @default level 0.95
 * @throws StatsInputError when counts are not whole or level is outside (0, 1)
 */
export function newcombeDifference(control: Count, treatment: Count, level = 0.95): Interval | Degenerate {
  const c = wilsonInterval(control, level);
  const t = wilsonInterval(treatment, level);
  if ("degenerate" in c) return c;
  if ("degenerate" in t) return t;
  const pc = control.successes / control.n;
  const pt = treatment.successes / treatment.n;
  return {
    low: pt - pc - Math.hypot(pt - t.low, c.high - pc),
    high: pt - pc + Math.hypot(t.high - pt, pc - c.low),
    level,
  };
}

/**
 * Agresti and Caffo's interval for p_t − p_c: Wald's after one success and one failure more in each arm.
 *
 * @equation Wald with x + 1 of n + 2 in each arm
 * @source Agresti and Caffo (2000), The American Statistician 54:280
 * @default level 0.95
 * @throws StatsInputError when counts are not whole or level is outside (0, 1)
 */
export function agrestiCaffoDifference(control: Count, treatment: Count, level = 0.95): Interval | Degenerate {
  const plain = waldInputs(control, treatment);
  if (plain) return plain;
  const more = (count: Count): Count => ({ successes: count.successes + 1, n: count.n + 2 });
  const wald = waldDifference(more(control), more(treatment), level);
  if ("degenerate" in wald) return wald;
  return { low: Math.max(-1, wald.low), high: Math.min(1, wald.high), level };
}

/**
 * Interval for the relative lift p_t / p_c − 1 on the logarithmic scale. Degenerate when an arm has no success,
 * unless `addHalf` adds half a success and half a unit to each arm.
 *
 * @equation exp( ln(p_t/p_c) ± z √(1/x_t − 1/n_t + 1/x_c − 1/n_c) ) − 1
 * @source Katz, Baptista, Azen and Pike (1978), Biometrics 34:469; half counts by Walter (1975)
 * @default level 0.95
 * @default addHalf false
 * @throws StatsInputError when counts are not whole or level is outside (0, 1)
 */
export function logRatioLift(control: Count, treatment: Count, level = 0.95, addHalf = false): Interval | Degenerate {
  requireOpenShare("level", level);
  const plain = waldInputs(control, treatment);
  if (plain) return plain;
  const more = addHalf ? 0.5 : 0;
  const [xc, nc, xt, nt] = [control.successes + more, control.n + more, treatment.successes + more, treatment.n + more];
  if (xc === 0) return degenerate("zero-baseline", "The control arm has no success: the lift has no bound.");
  if (xt === 0) return degenerate("low-counts", "The treatment arm has no success: the log ratio is infinite.");
  const spread = Math.sqrt((nt - xt) / (xt * nt) + (nc - xc) / (xc * nc));
  if (spread === 0) return degenerate("constant", "Every unit of both arms has the outcome.");
  const centre = Math.log(xt / nt) - Math.log(xc / nc);
  const half = critical(level) * spread;
  return { low: Math.expm1(centre - half), high: Math.expm1(centre + half), level };
}

function waldInputs(control: Count, treatment: Count): Degenerate | undefined {
  for (const count of [control, treatment]) {
    const arm = proportionSummary(count.successes, count.n);
    if ("degenerate" in arm) return arm;
  }
  return undefined;
}

function critical(level: number): number {
  return -normalQuantile((1 - level) / 2);
}
