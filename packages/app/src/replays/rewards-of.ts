import type { DecisionEvent } from "@aisle/contracts/decision-events";
import { interactionsOf, isObject, orderIdOf } from "../intake/interactions-of.ts";

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

/** Reads events as they were sent: several clicks on one product of an answer are one, and so is an order that is sent twice. */
export function rewardsOf(events: readonly DecisionEvent[]): Rewards {
  const rewards = new Map<string, Map<string, ProductReward>>();
  const parts = new Set<string>();
  for (const { decisionId, name, payload } of events) {
    const properties = isObject(payload.properties) ? payload.properties : {};
    const lines = interactionsOf(name, properties);
    if (typeof lines === "string") continue;
    const order = orderIdOf(properties);
    if (order !== undefined) {
      // Another part of the order adds its value; the same lines again are the same message sent twice.
      const part = JSON.stringify([decisionId, name, order, properties.products ?? properties.product_id ?? ""]);
      if (parts.has(part)) continue;
      parts.add(part);
    }
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
