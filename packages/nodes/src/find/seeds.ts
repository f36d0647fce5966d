import type { Interaction } from "@aisle/runtime/node-sdk/capabilities/events";
import type { Shopper } from "@aisle/runtime/node-sdk/port-type";

export interface Seed {
  readonly productId: string;
  readonly weight: number;
}

const dayMs = 86_400_000;

/** exp(−ln 2 · age / half-life): 1 now, ½ after one half-life; ages below zero count as now. */
export function recencyWeight(ageDays: number, halfLifeDays: number): number {
  return Math.exp((-Math.LN2 * Math.max(0, ageDays)) / halfLifeDays);
}

/** The products a shopper is about: this session's at full weight, then the history's by age, each product once, heaviest first. */
export function seedsOf(
  shopper: Shopper,
  recent: readonly Interaction[],
  now: number,
  halfLifeDays: number,
  count: number,
): Seed[] {
  const weights = new Map<string, number>();
  for (const id of shopper.viewed ?? []) weights.set(id, 1);
  for (const { productId, at } of recent) {
    const weight = recencyWeight((now - at) / dayMs, halfLifeDays);
    weights.set(productId, Math.max(weights.get(productId) ?? 0, weight));
  }
  return [...weights]
    .map(([productId, weight]) => ({ productId, weight }))
    .sort((a, b) => b.weight - a.weight)
    .slice(0, count);
}
