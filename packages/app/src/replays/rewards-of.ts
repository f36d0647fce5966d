import type { DecisionEvent } from "@aisle/contracts/decision-events";
import { interactionsOf, isObject } from "../intake/interactions-of.ts";

/** What one product of one answer earned. */
export interface ProductReward {
  /** Whether it was clicked, put into a cart, bought. */
  clicked: boolean;
  added: boolean;
  bought: boolean;
  /** Minor units, by currency; the empty text where an event names none. */
  readonly revenue: Map<string, number>;
}

/** What followed answers, by decision and product, out of the events that carry the decision's id. */
export type Rewards = ReadonlyMap<string, ReadonlyMap<string, ProductReward>>;

/** Reads events as they were sent: several clicks on one product of an answer are one. */
export function rewardsOf(events: readonly DecisionEvent[]): Rewards {
  const rewards = new Map<string, Map<string, ProductReward>>();
  for (const { decisionId, name, payload } of events) {
    const lines = interactionsOf(name, isObject(payload.properties) ? payload.properties : {});
    if (typeof lines === "string") continue;
    for (const { productId, kind, valueMinor, currency } of lines) {
      const reward = rewardIn(rewards, decisionId, productId);
      if (kind === "view") reward.clicked ||= isClick(name);
      if (kind === "cart") reward.added = true;
      if (kind !== "purchase") continue;
      reward.bought = true;
      if (valueMinor === undefined) continue;
      reward.revenue.set(currency ?? "", (reward.revenue.get(currency ?? "") ?? 0) + valueMinor);
    }
  }
  return rewards;
}

const isClick = (name: string) => name.trim().toLowerCase().replace(/\s+/g, " ") === "product clicked";

function rewardIn(rewards: Map<string, Map<string, ProductReward>>, decision: string, product: string): ProductReward {
  const products = rewards.get(decision) ?? new Map<string, ProductReward>();
  rewards.set(decision, products);
  const reward = products.get(product) ?? { clicked: false, added: false, bought: false, revenue: new Map() };
  products.set(product, reward);
  return reward;
}
