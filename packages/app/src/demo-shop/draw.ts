/** One of a list, each as likely as the others. The list is not empty. */
export function pick<T>(list: readonly T[], random: () => number): T {
  return list[Math.floor(random() * list.length)]!;
}

/** A number in [0, 1), small ones likelier: the square of a uniform draw. */
export function skewed(random: () => number): number {
  return random() ** 2;
}

/** Draws indexes with the given weights (not negative, not all zero), by bisection of their running sum. */
export function weightedIndex(weights: readonly number[]): (random: () => number) => number {
  const sums = new Float64Array(weights.length);
  let total = 0;
  weights.forEach((weight, index) => {
    total += weight;
    sums[index] = total;
  });
  return (random) => {
    const target = random() * total;
    let low = 0;
    let high = sums.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sums[middle]! > target) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}
