/** What one shopper bought in one category: purchases made, and how many of them at a reduced price. */
export interface DiscountHistory {
  readonly shopper: string;
  readonly category: string;
  readonly purchases: number;
  readonly discounted: number;
}

/** How a category's shoppers differ in buying at a reduced price: a beta distribution over them. */
export interface CategoryDiscountPrior {
  /** Mean share of purchases at a reduced price, 0–1. */
  readonly mean: number;
  /** How many purchases of one's own weigh as much as the category's mean; large where shoppers are alike. */
  readonly strength: number;
}

/** A shopper's price sensitivity within a category. */
export interface PriceSensitivity {
  /** Expected share of purchases at a reduced price, 0–1, shrunk to the category's. */
  readonly discountShare: number;
  /** Log-odds of that share against the category's: 0 as most, above 0 waits for offers, below 0 pays full price. */
  readonly sensitivity: number;
  readonly purchases: number;
}

const maxRatio = 1000;

/**
 * Learns each category's prior from its shoppers' counts by the method of moments for the beta-binomial
 * (Kleinman 1973, J. American Statistical Association 68): the spread of shares beyond what chance gives tells how far
 * an own history may be trusted.
 */
export function discountPriors(histories: Iterable<DiscountHistory>): Map<string, CategoryDiscountPrior> {
  const byCategory = new Map<string, { purchases: number; discounted: number }[]>();
  for (const history of histories) {
    if (!(history.purchases > 0)) continue;
    const list = byCategory.get(history.category);
    if (list) list.push(history);
    else byCategory.set(history.category, [history]);
  }
  const priors = new Map<string, CategoryDiscountPrior>();
  for (const [category, list] of byCategory) priors.set(category, priorOf(list));
  return priors;
}

/** A shopper's sensitivity in a category from own counts and the category's prior. */
export function priceSensitivity(
  own: { readonly purchases: number; readonly discounted: number },
  prior: CategoryDiscountPrior,
): PriceSensitivity {
  const discountShare = (own.discounted + prior.strength * prior.mean) / (own.purchases + prior.strength);
  return {
    discountShare,
    sensitivity: logOdds(discountShare) - logOdds(prior.mean),
    purchases: own.purchases,
  };
}

function priorOf(list: readonly { purchases: number; discounted: number }[]): CategoryDiscountPrior {
  let purchases = 0;
  let discounted = 0;
  let squares = 0;
  for (const one of list) {
    purchases += one.purchases;
    discounted += one.discounted;
    squares += one.purchases ** 2;
  }
  // Half a purchase either way keeps a category without a single offer from an infinite log-odds.
  const mean = (discounted + 0.5) / (purchases + 1);
  let spread = 0;
  for (const one of list) spread += one.purchases * (one.discounted / one.purchases - mean) ** 2;
  const chance = mean * (1 - mean);
  const excess = spread - (list.length - 1) * chance;
  // Zero where everybody bought just once: then one purchase says nothing about how shoppers differ.
  const room = (purchases - squares / purchases - (list.length - 1)) * chance;
  const correlation = room > 1e-9 ? excess / room : 0;
  const bounded = Math.min(0.999, Math.max(1 / (maxRatio + 1), correlation));
  return { mean, strength: 1 / bounded - 1 };
}

function logOdds(share: number): number {
  const inside = Math.min(1 - 1e-9, Math.max(1e-9, share));
  return Math.log(inside / (1 - inside));
}
