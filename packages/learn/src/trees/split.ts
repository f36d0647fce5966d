/** Sums over the rows of a leaf, and the bounds that monotone constraints put on its value. */
export interface LeafTotals {
  gradient: number;
  hessian: number;
  rows: number;
  low: number;
  high: number;
}

/** The best way found to split a leaf; `gain` 0 when there is none. */
export interface Split {
  gain: number;
  column: number;
  /** Numbers: bins up to this one go left. */
  bin: number;
  missingLeft: boolean;
  /** Categories: bit k set when bin k goes left; empty for numbers. */
  leftBins: Uint32Array;
  leftGradient: number;
  leftHessian: number;
  leftRows: number;
}

/** The left bins of a split by number. */
export const noBins = new Uint32Array(0);

/** A split that improves nothing, to be improved on. */
export function noSplit(): Split {
  return {
    gain: 0,
    column: -1,
    bin: 0,
    missingLeft: false,
    leftBins: noBins,
    leftGradient: 0,
    leftHessian: 0,
    leftRows: 0,
  };
}

/** The value −G / (H + λ) that a leaf takes, within its bounds. */
export function leafValue(gradient: number, hessian: number, l2: number, low: number, high: number): number {
  const value = -gradient / (hessian + l2);
  if (value < low) return low;
  return Math.min(value, high);
}

/** How much a value lowers the loss of a leaf, to second order: −(2 G w + (H + λ) w²). */
export function gainOfValue(gradient: number, hessian: number, l2: number, value: number): number {
  return -(2 * gradient * value + (hessian + l2) * value * value);
}
