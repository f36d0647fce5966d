/**
 * True when `value` (a spread, a variance, a difference) is no more than rounding leaves of a zero: `scale` is the
 * size of what cancelled (the largest value for a standard deviation, the sum of the terms' sizes for a difference of
 * terms), `additions` the number of figures summed one after another into it. False for NaN.
 *
 * @equation |value| ≤ (16 + additions) ε |scale|, ε = 2⁻⁵²
 * @source Higham (2002), Accuracy and stability of numerical algorithms, §4.2 (error bound of recursive summation)
 * @default additions 1
 */
export function zeroUpToRounding(value: number, scale: number, additions = 1): boolean {
  return Math.abs(value) <= (16 + additions) * Number.EPSILON * Math.abs(scale);
}

/**
 * The size of the largest value, 0 when there are none: the scale against which a spread is zero up to rounding.
 *
 * @equation max |xᵢ|
 * @source definition
 */
export function largestSize(values: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i] as number));
  return largest;
}
