import { requireOpenShare, StatsInputError } from "../degenerate.ts";
import { clampP, normalPdf, normalQuantile, normalSf } from "../distributions/normal.ts";
import { compositeRule, type Quadrature } from "../distributions/quadrature.ts";

/** How the error is spent over information: late (O'Brien–Fleming type) or evenly (Pocock type). */
export type Spending = "obrien-fleming" | "pocock";

/** One planned look of a group-sequential test. */
export interface GroupLook {
  /** Share of the final information (units) at this look, 0–1. */
  information: number;
  /** Reject when |z| (or z, one-sided) reaches this. */
  boundary: number;
  /** The fixed-horizon p-value that belongs to the boundary. */
  nominalP: number;
  /** Error spent up to and including this look. */
  spent: number;
}

export interface GroupSequentialOptions {
  spending?: Spending;
  level?: number;
  sides?: 1 | 2;
}

/**
 * Error that may be spent up to an information share t.
 *
 * @equation O'Brien–Fleming type: 2 − 2Φ(z_{α/2}/√t); Pocock type: α ln(1 + (e − 1) t)
 * @source Lan and DeMets (1983), Biometrika 70:659
 * @throws StatsInputError unless 0 < alpha < 1 and 0 ≤ t ≤ 1
 */
export function spentError(spending: Spending, alpha: number, t: number): number {
  requireOpenShare("alpha", alpha);
  if (!(t >= 0 && t <= 1)) throw new StatsInputError("t", `must lie within [0, 1], got ${t}`);
  if (t === 0) return 0;
  if (spending === "pocock") return alpha * Math.log1p((Math.E - 1) * t);
  return 2 * normalSf(-normalQuantile(alpha / 2) / Math.sqrt(t));
}

/**
 * Boundaries of a group-sequential test by alpha spending: looks may be unevenly spaced, and those still to come may
 * be re-planned. Two-sided tests spend half the error on each side. Boundaries are exact to about 1e-6.
 *
 * @equation P(Z_1 < b_1, …, Z_{k−1} < b_{k−1}, Z_k ≥ b_k) = α(t_k) − α(t_{k−1}) under the null, solved look by look
 * @source Lan and DeMets (1983), Biometrika 70:659; recursion of Armitage, McPherson and Rowe (1969)
 * @default spending "obrien-fleming"
 * @default level 0.95
 * @default sides 2
 * @throws StatsInputError unless information ascends within (0, 1] and level lies in (0, 1)
 */
export function groupSequential(information: readonly number[], options: GroupSequentialOptions = {}): GroupLook[] {
  const { spending = "obrien-fleming", level = 0.95, sides = 2 } = options;
  requireOpenShare("level", level);
  const alpha = (1 - level) / sides;
  const looks: GroupLook[] = [];
  let state: State | undefined;
  let before = 0;
  let spentBefore = 0;
  for (const t of information) {
    if (!(t > before && t <= 1)) throw new StatsInputError("information", "must ascend within (0, 1]");
    const spent = spentError(spending, alpha, t);
    const step = Math.sqrt(t - before);
    const goal = Math.max(spent - spentBefore, 1e-300);
    const edge = solveBoundary(goal, state, step);
    const reach = 8.5 * Math.sqrt(t);
    state = advance(state, step, sides === 2 ? Math.max(-edge, -reach) : -reach, Math.min(edge, reach));
    const boundary = edge / Math.sqrt(t);
    looks.push({ information: t, boundary, nominalP: clampP(sides * normalSf(boundary)), spent: sides * spent });
    before = t;
    spentBefore = spent;
  }
  return looks;
}

/** The law of the running sum among tests that have not stopped: a density at quadrature nodes. */
interface State {
  rule: Quadrature;
  density: Float64Array;
}

function crossing(edge: number, state: State | undefined, step: number): number {
  if (!state) return normalSf(edge / step);
  let sum = 0;
  for (let i = 0; i < state.density.length; i++) {
    const mass = (state.rule.weights[i] as number) * (state.density[i] as number);
    sum += mass * normalSf((edge - (state.rule.nodes[i] as number)) / step);
  }
  return sum;
}

function solveBoundary(goal: number, state: State | undefined, step: number): number {
  let low = -40;
  let high = 40;
  for (let i = 0; i < 80; i++) {
    const middle = (low + high) / 2;
    if (crossing(middle, state, step) > goal) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function advance(state: State | undefined, step: number, low: number, high: number): State {
  const pieces = Math.max(4, Math.ceil((high - low) / (2 * step)));
  const rule = compositeRule(Float64Array.from({ length: pieces + 1 }, (_, i) => low + ((high - low) * i) / pieces));
  const density = rule.nodes.map((x) => {
    if (!state) return normalPdf(x / step) / step;
    let sum = 0;
    for (let i = 0; i < state.density.length; i++) {
      const gap = (x - (state.rule.nodes[i] as number)) / step;
      if (Math.abs(gap) > 9) continue;
      sum += (state.rule.weights[i] as number) * (state.density[i] as number) * normalPdf(gap);
    }
    return sum / step;
  });
  return { rule, density };
}
