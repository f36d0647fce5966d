/** ln Γ(x) for x > 0, to about 15 digits (Lanczos 1964, g = 7, 9 terms). */
export function logGamma(x: number): number {
  const terms = [
    0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
    12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
  ];
  let sum = terms[0]!;
  for (let i = 1; i < terms.length; i++) sum += terms[i]! / (x - 1 + i);
  const t = x + 6.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}

/** ψ(x), the derivative of ln Γ, for x > 0 (recurrence, then Abramowitz and Stegun 6.3.18). */
export function digamma(x: number): number {
  let shifted = x;
  let sum = 0;
  while (shifted < 8) {
    sum -= 1 / shifted;
    shifted += 1;
  }
  const s = 1 / (shifted * shifted);
  return (
    sum + Math.log(shifted) - 0.5 / shifted - s * (1 / 12 - s * (1 / 120 - s * (1 / 252 - s * (1 / 240 - s / 132))))
  );
}

/** P(χ² > x) for k degrees of freedom: the upper regularised gamma function Q(k/2, x/2). */
export function chiSquareTail(x: number, degrees: number): number {
  if (!(x > 0)) return 1;
  const a = degrees / 2;
  const y = x / 2;
  const front = Math.exp(a * Math.log(y) - y - logGamma(a));
  if (y < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = 1; n < 2000 && term > sum * 1e-16; n++) {
      term *= y / (a + n);
      sum += term;
    }
    return Math.max(0, 1 - front * sum);
  }
  return (
    front *
    continuedFraction(
      (n) => (n === 0 ? 1 : -n * (n - a)),
      (n) => y + 1 - a + 2 * n,
    )
  );
}

/** P(F > x) for the F distribution, by the regularised incomplete beta function. */
export function fTail(x: number, between: number, within: number): number {
  if (!(x > 0)) return 1;
  return regularisedBeta(within / (within + between * x), within / 2, between / 2);
}

/** I_x(a, b) by its continued fraction (DLMF 8.17.22), on the side where it converges fast. */
export function regularisedBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - regularisedBeta(1 - x, b, a);
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x)) / a;
  const numerator = (n: number) => {
    if (n === 0) return 1;
    const step = n - 1;
    const m = step >> 1;
    return step % 2 === 0 ? coefficientOdd(m) : coefficientEven(m + 1);
  };
  const coefficientEven = (m: number) => (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
  const coefficientOdd = (m: number) => (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
  return front * continuedFraction(numerator, () => 1);
}

/** n₀/(d₀ + n₁/(d₁ + …)) by Lentz's method as modified by Thompson and Barnett (1986). */
function continuedFraction(numerator: (n: number) => number, denominator: (n: number) => number): number {
  const tiny = 1e-300;
  let value = tiny;
  let c = tiny;
  let d = 0;
  for (let n = 0; n < 2000; n++) {
    d = denominator(n) + numerator(n) * d || tiny;
    c = denominator(n) + numerator(n) / c || tiny;
    d = 1 / d;
    const change = c * d;
    value *= change;
    if (Math.abs(change - 1) < 1e-15) break;
  }
  return value;
}
