/** Density of the standard normal distribution. */
export function normalDensity(x: number): number {
  return Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
}

/**
 * P(Z ≤ x) of the standard normal distribution, to about 1e-15 absolute.
 *
 * @source West (2005), Better approximations to cumulative normal functions, Wilmott Magazine; after Hart (1968)
 */
export function normalCumulative(x: number): number {
  const z = Math.abs(x);
  if (z > 37) return x > 0 ? 1 : 0;
  const e = Math.exp(-0.5 * z * z);
  let tail: number;
  if (z < 7.07106781186547) {
    const top =
      ((((((0.0352624965998911 * z + 0.700383064443688) * z + 6.37396220353165) * z + 33.912866078383) * z +
        112.079291497871) *
        z +
        221.213596169931) *
        z +
        220.206867912376) *
      e;
    const bottom =
      ((((((0.0883883476483184 * z + 1.75566716318264) * z + 16.064177579207) * z + 86.7807322029461) * z +
        296.564248779674) *
        z +
        637.333633378831) *
        z +
        793.826512519948) *
        z +
      440.413735824752;
    tail = top / bottom;
  } else tail = e / (z + 1 / (z + 2 / (z + 3 / (z + 4 / (z + 0.65))))) / 2.506628274631;
  return x > 0 ? 1 - tail : tail;
}

/** The x with P(Z ≤ x) = `share`, 0 < share < 1: bisection to a rough value, then Newton's method on `normalCumulative`. */
export function normalQuantile(share: number): number {
  if (!(share > 0 && share < 1)) return share === 0 ? Number.NEGATIVE_INFINITY : share === 1 ? Infinity : Number.NaN;
  if (share > 0.5) return -normalQuantile(1 - share);
  let low = -38;
  let high = 0;
  for (let i = 0; i < 30; i++) {
    const middle = (low + high) / 2;
    if (normalCumulative(middle) < share) low = middle;
    else high = middle;
  }
  let x = (low + high) / 2;
  for (let i = 0; i < 3; i++) {
    const density = normalDensity(x);
    if (!(density > 0)) break;
    x -= (normalCumulative(x) - share) / density;
  }
  return x;
}

/**
 * E[max(Z − z, 0)] of a standard normal Z: the units short per standard deviation when z deviations are held
 * (the standard loss function of inventory tables).
 */
export function normalLoss(z: number): number {
  return normalDensity(z) - z * normalCumulative(-z);
}
