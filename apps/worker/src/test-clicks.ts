import type { Event } from "@aisle/contracts/event";
import { newId } from "./test-shop.ts";

/** An answer that was given: the decision's id and what it showed, from the top. */
export interface ShownAnswer {
  readonly id: string;
  readonly items: readonly string[];
}

/** Clicks on what was shown that fall by a seeded generator, at a rate by product and place (from 0). */
export function seededClicks(
  shown: readonly ShownAnswer[],
  rateOf: (item: string, place: number) => number,
): readonly Event[] {
  let state = 20_261_130;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const at = Date.now();
  return shown.flatMap(({ id, items }) =>
    items.flatMap((item, place): Event[] => {
      if (next() >= rateOf(item, place)) return [];
      const properties = { product_id: item, decision_id: id };
      const payload = { type: "track", event: "Product Clicked", userId: "s1", properties };
      return [
        {
          messageId: newId("msg"),
          at,
          type: "track",
          name: "Product Clicked",
          shopperId: "s1",
          decisionId: id,
          payload,
          interactions: [],
        },
      ];
    }),
  );
}
