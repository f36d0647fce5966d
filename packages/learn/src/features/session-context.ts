import { recencyWeight } from "./recency-weight.ts";

/** One event of the running session, in the order it happened. */
export interface SessionEvent {
  readonly action: "view" | "search" | "add-to-cart" | "remove-from-cart" | "purchase";
  /** Epoch milliseconds. */
  readonly timeMs: number;
  readonly product?: string;
  readonly category?: string;
  readonly brand?: string;
  /** Price seen, in minor units. */
  readonly price?: number;
}

/** What a session has looked at so far; every number is finite, 0 where there is nothing to count. */
export interface SessionContext {
  readonly events: number;
  readonly views: number;
  readonly searches: number;
  readonly distinctProducts: number;
  readonly distinctCategories: number;
  /** Views of a product seen before in this session: hesitation. */
  readonly repeatViews: number;
  /** Products put in the cart and not taken out again or bought. */
  readonly cartSize: number;
  readonly secondsActive: number;
  /** Median time between two events, in seconds. */
  readonly medianPauseSeconds: number;
  /** Mean, lowest and highest price seen, in minor units. */
  readonly meanPrice: number;
  readonly lowestPrice: number;
  readonly highestPrice: number;
  /** Attention by category and by brand: shares that sum to 1, later events weighing more, strongest first. */
  readonly categoryShares: readonly (readonly [string, number])[];
  readonly brandShares: readonly (readonly [string, number])[];
  /** Share of attention on the strongest category: near 1 is a mission, low is browsing. */
  readonly focus: number;
  /** Last products seen, latest first, each once. */
  readonly recentProducts: readonly string[];
}

const cartWeight = 3;

/**
 * Sums up a session up to `nowMs`; later events, and those without a readable time, are left out. `halfLifeSeconds` says how fast attention fades within a
 * session (300 by default); an add to the cart weighs as three views.
 */
export function sessionContext(
  events: Iterable<SessionEvent>,
  nowMs: number,
  { halfLifeSeconds = 300, recent = 10 }: { halfLifeSeconds?: number; recent?: number } = {},
): SessionContext {
  const seen = new Set<string>();
  const cart = new Set<string>();
  const categories = new Map<string, number>();
  const brands = new Map<string, number>();
  const latest = new Map<string, true>();
  const times: number[] = [];
  const prices: number[] = [];
  let views = 0;
  let searches = 0;
  let repeatViews = 0;
  for (const event of events) {
    if (!(event.timeMs <= nowMs)) continue;
    times.push(event.timeMs);
    const { product, action } = event;
    if (action === "search") searches++;
    if (action === "view") views++;
    if (product !== undefined) {
      if (action === "view" && seen.has(product)) repeatViews++;
      if (action === "add-to-cart") cart.add(product);
      if (action === "remove-from-cart" || action === "purchase") cart.delete(product);
      seen.add(product);
      latest.delete(product);
      latest.set(product, true);
    }
    if (event.price !== undefined && Number.isFinite(event.price)) prices.push(event.price);
    const weight =
      (action === "add-to-cart" ? cartWeight : 1) * recencyWeight((nowMs - event.timeMs) / 1000, halfLifeSeconds);
    if (action === "remove-from-cart") continue;
    if (event.category !== undefined) categories.set(event.category, (categories.get(event.category) ?? 0) + weight);
    if (event.brand !== undefined) brands.set(event.brand, (brands.get(event.brand) ?? 0) + weight);
  }
  const categoryShares = shares(categories);
  times.sort((a, b) => a - b);
  return {
    events: times.length,
    views,
    searches,
    distinctProducts: seen.size,
    distinctCategories: categories.size,
    repeatViews,
    cartSize: cart.size,
    secondsActive: times.length > 0 ? (times[times.length - 1]! - times[0]!) / 1000 : 0,
    medianPauseSeconds: medianPause(times),
    meanPrice: prices.length > 0 ? prices.reduce((sum, price) => sum + price, 0) / prices.length : 0,
    lowestPrice: prices.length > 0 ? prices.reduce((a, b) => Math.min(a, b)) : 0,
    highestPrice: prices.length > 0 ? prices.reduce((a, b) => Math.max(a, b)) : 0,
    categoryShares,
    brandShares: shares(brands),
    focus: categoryShares[0]?.[1] ?? 0,
    recentProducts: [...latest.keys()].reverse().slice(0, recent),
  };
}

function shares(weights: ReadonlyMap<string, number>): [string, number][] {
  let total = 0;
  for (const weight of weights.values()) total += weight;
  return [...weights]
    .map(([key, weight]): [string, number] => [key, total > 0 ? weight / total : 0])
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

function medianPause(times: readonly number[]): number {
  const pauses = times.slice(1).map((time, i) => (time - times[i]!) / 1000);
  if (pauses.length === 0) return 0;
  pauses.sort((a, b) => a - b);
  const middle = pauses.length >> 1;
  return pauses.length % 2 === 1 ? pauses[middle]! : (pauses[middle - 1]! + pauses[middle]!) / 2;
}
