import { normalDraw, type Random } from "@aisle/stats/seeded-random";

/** A binomial count by skipping from success to success: exact, and cheap for rare outcomes. */
export function binomialDraw(n: number, p: number, random: Random): number {
  if (p <= 0) return 0;
  if (p >= 1) return n;
  const scale = 1 / Math.log1p(-p);
  let successes = 0;
  for (let trial = Math.floor(Math.log(1 - random()) * scale); trial < n; ) {
    successes++;
    trial += 1 + Math.floor(Math.log(1 - random()) * scale);
  }
  return successes;
}

/** A shopper's spend: nothing for most, else log-normal with a median of 40 and a heavy right tail. */
export function spendDraw(buys: number, random: Random): number {
  return random() < buys ? 40 * Math.exp(0.8 * normalDraw(random)) : 0;
}

/** One simulated shopper: pre-period and period activity hang together. */
export interface Shopper {
  before: number;
  after: number;
  views: number;
  clicks: number;
}

/** Draws shoppers whose later value correlates 0.7 with the earlier one, and whose clicks cluster within shoppers. */
export function shopperDraw(lift: number, random: Random): Shopper {
  const shared = normalDraw(random);
  const before = Math.exp(0.5 * shared);
  const after = Math.exp(0.5 * (0.7 * shared + Math.sqrt(1 - 0.49) * normalDraw(random))) * (1 + lift);
  const views = 1 + Math.floor(-6 * Math.log(1 - random()));
  const clicks = binomialDraw(views, Math.min(1, 0.1 * Math.exp(0.5 * normalDraw(random)) * (1 + lift)), random);
  return { before, after, views, clicks };
}
