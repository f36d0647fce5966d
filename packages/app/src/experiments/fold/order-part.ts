import type { ExperimentFold } from "./experiment-fold.ts";

/** What of a message about an order was not counted yet: an order may come in parts, and a part may be sent again or corrected. */
export interface OrderPart {
  /** Nothing of the order was counted before. */
  readonly isFirst: boolean;
  /** None of the message's products was counted before, so that its total is new. */
  readonly isWhole: boolean;
  /** Products whose lines are new; all of them where absent. */
  readonly products?: ReadonlySet<string>;
}

export const wholeOrder: OrderPart = { isFirst: true, isWhole: true };

/** Counts each product of an order once, whichever of its messages names it; `order` is unique in the fold. */
export function newPart(
  fold: Pick<ExperimentFold, "isNewOrder">,
  order: string,
  productIds: readonly string[],
): OrderPart {
  const isFirst = fold.isNewOrder(order);
  const named = new Set(productIds);
  const products = new Set<string>();
  for (const id of named) if (fold.isNewOrder(`${order} ${id}`)) products.add(id);
  return { isFirst, isWhole: named.size === 0 ? isFirst : products.size === named.size, products };
}
