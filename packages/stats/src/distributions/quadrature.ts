/** Nodes and weights of a quadrature rule, equally long. */
export interface Quadrature {
  nodes: Float64Array;
  weights: Float64Array;
}

/**
 * Gauss–Legendre rule on [−1, 1]; exact for polynomials up to degree 2n − 1.
 *
 * @equation weights w = 2 / ((1 − x²) P'_n(x)²) at the roots x of the Legendre polynomial P_n
 * @source Press et al., Numerical Recipes §4.6 (gauleg)
 */
export function gaussLegendre(n: number): Quadrature {
  const nodes = new Float64Array(n);
  const weights = new Float64Array(n);
  for (let i = 0; i < Math.ceil(n / 2); i++) {
    let x = Math.cos((Math.PI * (i + 0.75)) / (n + 0.5));
    let slope = 1;
    for (let step = 0; step < 100; step++) {
      let p = 1;
      let before = 0;
      for (let j = 1; j <= n; j++) [p, before] = [((2 * j - 1) * x * p - (j - 1) * before) / j, p];
      slope = (n * (x * p - before)) / (x * x - 1);
      const change = p / slope;
      x -= change;
      if (Math.abs(change) < 1e-16) break;
    }
    nodes[i] = -x;
    nodes[n - 1 - i] = x;
    weights[i] = weights[n - 1 - i] = 2 / ((1 - x * x) * slope * slope);
  }
  return { nodes, weights };
}

const rule = gaussLegendre(16);

/**
 * The composite 16-point Gauss–Legendre rule over consecutive pieces; `breaks` ascend, and the rule is fine where they
 * lie close.
 *
 * @equation ∫ f ≈ Σ_pieces (b−a)/2 Σᵢ wᵢ f((a+b)/2 + (b−a)/2 xᵢ)
 * @source Press et al., Numerical Recipes §4.6
 */
export function compositeRule(breaks: ArrayLike<number>): Quadrature {
  const pieces = Math.max(0, breaks.length - 1);
  const size = rule.nodes.length;
  const nodes = new Float64Array(pieces * size);
  const weights = new Float64Array(pieces * size);
  for (let p = 0; p < pieces; p++) {
    const a = breaks[p] as number;
    const half = ((breaks[p + 1] as number) - a) / 2;
    for (let i = 0; i < size; i++) {
      nodes[p * size + i] = a + half * (1 + (rule.nodes[i] as number));
      weights[p * size + i] = half * (rule.weights[i] as number);
    }
  }
  return { nodes, weights };
}
