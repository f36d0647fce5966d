import { StatsInputError } from "../degenerate.ts";

/** The smallest p-value that is ever reported: a smaller one stands as this bound, never as 0. */
export const smallestP = 2.2250738585072014e-308;

/**
 * Keeps a tail probability within [smallestP, 1], so that underflow never reads as certainty.
 *
 * @equation min(1, max(2.2e-308, p))
 * @source definition
 * @throws StatsInputError when p is NaN
 */
export function clampP(p: number): number {
  if (Number.isNaN(p)) throw new StatsInputError("p", "is not a number: the inputs leave the range of a double");
  return Math.min(1, Math.max(smallestP, p));
}

/**
 * Density of the standard normal distribution.
 *
 * @equation φ(z) = e^(−z²/2) / √(2π)
 * @source definition
 */
export function normalPdf(z: number): number {
  return Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
}

/**
 * Lower tail of the standard normal distribution; relative error about 1e-15 down to z = −37.
 *
 * @equation Φ(z) = ∫₋∞ᶻ φ(t) dt
 * @source Cody (1969), Rational Chebyshev approximations for the error function
 * @throws StatsInputError when z is NaN
 */
export function normalCdf(z: number): number {
  return upperTail(-z);
}

/**
 * Upper tail of the standard normal distribution, never by 1 − cdf; underflows to 0 beyond z = 38 (see normalLogSf).
 *
 * @equation 1 − Φ(z) = Φ(−z)
 * @source Cody (1969), Rational Chebyshev approximations for the error function
 * @throws StatsInputError when z is NaN
 */
export function normalSf(z: number): number {
  return upperTail(z);
}

/**
 * Natural logarithm of the upper tail, exact far beyond the range of normalSf (z = 1e6 gives about −5e11).
 *
 * @equation ln(1 − Φ(z))
 * @source Abramowitz and Stegun (1964) 26.2.12 (asymptotic series) beyond z = 30
 */
export function normalLogSf(z: number): number {
  if (z < 30) return Math.log(upperTail(z));
  const r = 1 / (z * z);
  const series = 1 - r * (1 - 3 * r * (1 - 5 * r * (1 - 7 * r)));
  return -0.5 * z * z - Math.log(z) - 0.5 * Math.log(2 * Math.PI) + Math.log(series);
}

/**
 * The point with lower tail p; relative error about 1e-15. p = 0 and 1 give the infinities.
 *
 * @equation Φ⁻¹(p)
 * @source Wichura (1988), Algorithm AS 241, PPND16
 * @throws StatsInputError unless 0 ≤ p ≤ 1
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) throw new StatsInputError("p", `must lie within [0, 1], got ${p}`);
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (q * polynomial(centreTop, r)) / polynomial(centreBottom, r);
  }
  const tail = q < 0 ? p : 1 - p;
  if (tail === 0) return q < 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const r = Math.sqrt(-Math.log(tail));
  const size =
    r <= 5
      ? polynomial(middleTop, r - 1.6) / polynomial(middleBottom, r - 1.6)
      : polynomial(farTop, r - 5) / polynomial(farBottom, r - 5);
  return q < 0 ? -size : size;
}

function upperTail(z: number): number {
  if (Number.isNaN(z)) throw new StatsInputError("z", "is not a number");
  const y = Math.abs(z);
  if (y <= 0.67448975) {
    const s = y > 1.11e-16 ? z * z : 0;
    return 0.5 - (z * polynomial(innerTop, s)) / polynomial(innerBottom, s);
  }
  let scaled: number;
  if (y <= Math.sqrt(32)) {
    scaled = polynomial(outerTop, y) / polynomial(outerBottom, y);
  } else {
    const s = 1 / (z * z);
    const ratio = (s * polynomial(tailTop, s)) / polynomial(tailBottom, s);
    scaled = (1 / Math.sqrt(2 * Math.PI) - ratio) / y;
  }
  // Splitting y keeps exp(−y²/2) exact to the last digits although y² is rounded.
  const coarse = Math.trunc(y * 16) / 16;
  const tail = y > 40 ? 0 : Math.exp(-0.5 * coarse * coarse) * Math.exp(-0.5 * (y - coarse) * (y + coarse)) * scaled;
  return z > 0 ? tail : 1 - tail;
}

function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (let i = coefficients.length - 1; i >= 0; i--) sum = sum * x + (coefficients[i] ?? 0);
  return sum;
}

// Constants of Cody (1969), lowest power first.
const innerTop = [18154.98125334356, 1067.6894854603709, 161.02823106855587, 2.2352520354606837, 0.06568233791820745];
const innerBottom = [45507.78933502673, 10260.932208618979, 976.0985517377767, 47.202581904688245, 1];
const outerTop = [
  9842.714838383978, 11602.65143764735, 6848.190450536283, 2494.5375852903726, 597.2702763948002, 93.50665613217785,
  8.883149794388377, 0.39894151208813466, 1.0765576773720192e-8,
];
const outerBottom = [
  19685.429676859992, 38912.00328609327, 34900.95272114598, 18615.571640885097, 6485.558298266761, 1519.3775994075547,
  235.387901782625, 22.266688044328117, 1,
];
const tailTop = [
  2.9112874951168793e-5, 0.0014216191932278934, 0.022235277870649807, 0.12740116116024736, 0.215898534057957,
  0.023073441764940174,
];
const tailBottom = [
  7.297515550839662e-5, 0.0037823963320275824, 0.06598813786892856, 0.4682382124808651, 1.284260096144911, 1,
];

// Constants of Wichura (1988), lowest power first.
const centreTop = [
  3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987, 67265.7709270087,
  33430.57558358813, 2509.0809287301227,
];
const centreBottom = [
  1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271, 28729.085735721943,
  5226.495278852546,
];
const middleTop = [
  1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684, 0.2417807251774506,
  0.022723844989269184, 0.0007745450142783414,
];
const middleBottom = [
  1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
  0.0005475938084995345, 1.0507500716444169e-9,
];
const farTop = [
  6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
  0.0012426609473880784, 2.7115555687434876e-5, 2.0103343992922881e-7,
];
const farBottom = [
  1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133, 1.8463183175100548e-5,
  1.421511758316446e-7, 2.0442631033899397e-15,
];
