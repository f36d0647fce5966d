import type { Tails } from "./incomplete-beta.ts";

/** Which tail a probability counts: `lower` is P(X ≤ x), `upper` is P(X > x). */
export type Tail = "lower" | "upper";

/** A continuous distribution on an interval, as the quantile search needs it. */
export interface TailCurve {
  /** Both tails at x. */
  tails: (x: number) => Tails;
  /** Density at x, for Newton's step. */
  density: (x: number) => number;
  /** Ends of the support; infinite where it has none. */
  from: number;
  to: number;
  /** Any point inside the support, the nearer the better. */
  start: number;
}

/**
 * Finds x with the given tail probability: Newton's steps on the logarithm of the smaller tail, held inside a bracket
 * that shrinks by bisection. Relative error about 1e-13.
 *
 * @equation solve ln tail(x) = ln p
 * @source Press et al., Numerical Recipes §9.4 (safe Newton)
 */
export function invertTail(p: number, tail: Tail, curve: TailCurve): number {
  if (p === 0) return tail === "lower" ? curve.from : curve.to;
  if (p === 1) return tail === "lower" ? curve.to : curve.from;
  const useLower = p <= 0.5 ? tail === "lower" : tail === "upper";
  const goal = Math.log(p <= 0.5 ? p : 1 - p);
  let from = curve.from;
  let to = curve.to;
  let x = curve.start;
  for (let i = 0; i < 400; i++) {
    const tails = curve.tails(x);
    const mass = useLower ? tails.lower : tails.upper;
    const gap = Math.log(mass) - goal;
    if (gap === 0) return x;
    if (gap > 0 === useLower) to = x;
    else from = x;
    const slope = curve.density(x) / mass;
    let next = useLower ? x - gap / slope : x + gap / slope;
    if (next > from && next < to) {
      // Newton doubles the digits: from so near, the next point is as exact as a double can be.
      if (Math.abs(gap) <= 1e-9 || next === x) return next;
    } else {
      next = middle(from, to);
      if (Math.abs(next - x) <= 2e-16 * Math.abs(x) || next === from || next === to) return next;
    }
    x = next;
  }
  return x;
}

function middle(from: number, to: number): number {
  if (to === Number.POSITIVE_INFINITY) return from > 0 ? from * 8 : 1;
  if (from === Number.NEGATIVE_INFINITY) return to < 0 ? to * 8 : -1;
  if (from === 0) return to > 1e-3 ? to / 8 : to * 1e-6;
  if (from > 0 && to / from > 4) return Math.sqrt(from) * Math.sqrt(to);
  return from + (to - from) / 2;
}
