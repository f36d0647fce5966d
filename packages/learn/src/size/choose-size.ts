/** The size to wear by its index, and its neighbour when the body lies between both. */
export interface SizeChoice {
  size: number;
  /** The neighbour that is almost as likely; absent when one size stands out. */
  between?: number;
}

/**
 * The size with the most expected credit: 1 when right, `nearCredit` when one off; and the neighbour when its
 * probability is within `betweenMargin` of the chosen one's, or above it.
 */
export function chooseSize(probabilities: ArrayLike<number>, nearCredit: number, betweenMargin: number): SizeChoice {
  let size = 0;
  let max = Number.NEGATIVE_INFINITY;
  const at = (k: number) => (k >= 0 && k < probabilities.length ? probabilities[k]! : 0);
  for (let k = 0; k < probabilities.length; k++) {
    const credit = at(k) + nearCredit * (at(k - 1) + at(k + 1));
    if (credit <= max) continue;
    max = credit;
    size = k;
  }
  const neighbour = at(size - 1) > at(size + 1) ? size - 1 : size + 1;
  return at(size) - at(neighbour) < betweenMargin && at(neighbour) > 0 ? { size, between: neighbour } : { size };
}
