import { requireOpenShare, StatsInputError } from "../degenerate.ts";
import { incompleteBeta, logBetaWeight } from "./incomplete-beta.ts";
import { invertTail } from "./invert-tail.ts";
import { normalQuantile, normalSf } from "./normal.ts";

/**
 * Lower tail of Student's t with df degrees of freedom (df > 0, need not be whole; infinite df is the normal).
 *
 * @equation P(T ≤ t) = P(T > −t)
 * @source Abramowitz and Stegun (1964) 26.7.1
 * @throws StatsInputError when t is NaN or df is not above zero
 */
export function studentTCdf(t: number, df: number): number {
  return studentTSf(-t, df);
}

/**
 * Upper tail of Student's t, accurate where it is tiny.
 *
 * @equation P(T > t) = ½ I_x(df/2, ½) with x = df / (df + t²), for t ≥ 0
 * @source Abramowitz and Stegun (1964) 26.7.1
 * @throws StatsInputError when t is NaN or df is not above zero
 */
export function studentTSf(t: number, df: number): number {
  if (Number.isNaN(t)) throw new StatsInputError("t", "is not a number");
  if (!(df > 0)) throw new StatsInputError("df", `must be above zero, got ${df}`);
  if (df > 1e12) return normalSf(t);
  const tail = halfTail(Math.abs(t), df);
  return t >= 0 ? tail : 1 - tail;
}

/**
 * The point of Student's t with lower tail p.
 *
 * @equation t with P(T ≤ t) = p
 * @source definition
 * @throws StatsInputError unless 0 < p < 1 and df is above zero
 */
export function studentTQuantile(p: number, df: number): number {
  requireOpenShare("p", p);
  if (!(df > 0)) throw new StatsInputError("df", `must be above zero, got ${df}`);
  if (p === 0.5) return 0;
  if (df > 1e12) return normalQuantile(p);
  const size = invertTail(p < 0.5 ? p : 1 - p, "upper", {
    tails: (t) => ({ lower: 0, upper: halfTail(t, df) }),
    density: (t) => studentTPdf(t, df),
    from: 0,
    to: Number.POSITIVE_INFINITY,
    start: cornishFisher(Math.abs(normalQuantile(p)), df),
  });
  return p < 0.5 ? -size : size;
}

/**
 * Density of Student's t with df degrees of freedom.
 *
 * @equation f(t) = (1 + t²/df)^(−(df+1)/2) / (√df B(df/2, ½))
 * @source definition
 */
export function studentTPdf(t: number, df: number): number {
  const u = t / Math.sqrt(df);
  if (u * u === 0) return Math.exp(-logBeta(df)) / Math.sqrt(df);
  const x = 1 / (1 + u * u);
  return Math.exp(logBetaWeight(x, u * u * x, df / 2, 0.5)) / Math.abs(t);
}

function halfTail(t: number, df: number): number {
  const u = t / Math.sqrt(df);
  if (u > 1e150) return Math.exp(-df * Math.log(u) - Math.log(df) - logBeta(df));
  const x = 1 / (1 + u * u);
  return 0.5 * incompleteBeta(x, df / 2, 0.5, u * u * x).lower;
}

/** Peiser's expansion of the quantile about the normal one: within 1e-6 from 30 degrees of freedom on. */
function cornishFisher(z: number, df: number): number {
  const z2 = z * z;
  const first = (z * (z2 + 1)) / (4 * df);
  const second = (z * ((5 * z2 + 16) * z2 + 3)) / (96 * df * df);
  return df > 3 && z < 6 ? z + first + second : z;
}

function logBeta(df: number): number {
  return -logBetaWeight(0.5, 0.5, df / 2, 0.5) - (df / 2 + 0.5) * Math.LN2;
}
