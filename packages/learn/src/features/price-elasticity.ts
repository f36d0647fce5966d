import { FeatureInputError } from "./feature-input.ts";

/** What one product sold at which prices: parallel arrays, one entry a period; entries with no price or no sale are skipped. */
export interface PriceHistory {
  readonly product: string;
  readonly category: string;
  readonly units: ArrayLike<number>;
  readonly prices: ArrayLike<number>;
}

/** How demand of a product answers to its price: a change of 1 % in price changes units by `elasticity` %. */
export interface PriceElasticity {
  readonly product: string;
  readonly category: string;
  /** Shrunk to the category; usually negative. */
  readonly elasticity: number;
  /** From the product's own history; NaN where its price never moved or fewer than 3 periods are known. */
  readonly ownElasticity: number;
  /** Standard error of the own estimate; Infinity where there is none. */
  readonly standardError: number;
  /** Share of the own estimate in the shrunk one, 0–1. */
  readonly ownWeight: number;
}

/**
 * Price elasticities by least squares of log units on log price, shrunk to their category's mean by empirical Bayes:
 * weight = τ² / (τ² + se²), with the variance τ² between products by DerSimonian & Laird (1986). A category without
 * any estimate takes the mean of all; without any at all, `fallback` (−1.5 by default: a usual grocery elasticity).
 * Deals that come with a lower price are not told apart from it here.
 */
export function priceElasticities(histories: readonly PriceHistory[], fallback = -1.5): PriceElasticity[] {
  const own = histories.map(ownEstimate);
  const all = pool(own);
  const categories = new Map<string, Pooled>();
  for (const category of new Set(histories.map((history) => history.category)))
    categories.set(category, pool(own.filter((_, i) => histories[i]!.category === category)));
  return histories.map(({ product, category }, i) => {
    const { slope, error } = own[i]!;
    const group = categories.get(category)!;
    const centre = group.count > 0 ? group : all.count > 0 ? all : { mean: fallback, between: 0, count: 0 };
    const known = Number.isFinite(slope) && Number.isFinite(error);
    const spread = centre.between + error ** 2;
    const ownWeight = known ? (spread > 0 ? centre.between / spread : 1) : 0;
    const elasticity = known ? ownWeight * slope + (1 - ownWeight) * centre.mean : centre.mean;
    return { product, category, elasticity, ownElasticity: slope, standardError: error, ownWeight };
  });
}

interface Estimate {
  readonly slope: number;
  readonly error: number;
}

interface Pooled {
  readonly mean: number;
  readonly between: number;
  readonly count: number;
}

function ownEstimate({ product, units, prices }: PriceHistory): Estimate {
  if (units.length !== prices.length)
    throw new FeatureInputError("prices", `${product}: ${units.length} units but ${prices.length} prices`);
  const x: number[] = [];
  const y: number[] = [];
  for (let t = 0; t < units.length; t++) {
    if (!(units[t]! > 0 && prices[t]! > 0)) continue;
    x.push(Math.log(prices[t]!));
    y.push(Math.log(units[t]!));
  }
  const n = x.length;
  const none = { slope: Number.NaN, error: Number.POSITIVE_INFINITY };
  if (n < 3) return none;
  const meanX = x.reduce((sum, value) => sum + value, 0) / n;
  const meanY = y.reduce((sum, value) => sum + value, 0) / n;
  let sxx = 0;
  let sxy = 0;
  let syy = 0;
  for (let i = 0; i < n; i++) {
    sxx += (x[i]! - meanX) ** 2;
    sxy += (x[i]! - meanX) * (y[i]! - meanY);
    syy += (y[i]! - meanY) ** 2;
  }
  if (!(sxx > 1e-9)) return none;
  const slope = sxy / sxx;
  const residual = Math.max(0, syy - slope * sxy) / (n - 2);
  return { slope, error: Math.sqrt(residual / sxx) };
}

/** Random-effects mean and variance between products (DerSimonian & Laird 1986, Controlled Clinical Trials 7). */
function pool(estimates: readonly Estimate[]): Pooled {
  const known = estimates.filter(({ slope, error }) => Number.isFinite(slope) && Number.isFinite(error));
  if (known.length === 0) return { mean: Number.NaN, between: 0, count: 0 };
  const variance = (one: Estimate): number => Math.max(one.error ** 2, 1e-12);
  const weighted = (between: number): { mean: number; weight: number; squares: number } => {
    let weight = 0;
    let sum = 0;
    let squares = 0;
    for (const one of known) {
      const w = 1 / (variance(one) + between);
      weight += w;
      squares += w * w;
      sum += w * one.slope;
    }
    return { mean: sum / weight, weight, squares };
  };
  const fixed = weighted(0);
  let heterogeneity = 0;
  for (const one of known) heterogeneity += (one.slope - fixed.mean) ** 2 / variance(one);
  const room = fixed.weight - fixed.squares / fixed.weight;
  const between = room > 0 ? Math.max(0, (heterogeneity - (known.length - 1)) / room) : 0;
  return { mean: weighted(between).mean, between, count: known.length };
}
