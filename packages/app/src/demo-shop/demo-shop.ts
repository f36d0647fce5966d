import { demoEvents } from "./demo-events.ts";
import { demoProducts } from "./demo-products.ts";

/** How large the demo shop is. */
export const demoShopSize = { products: 2_000, shoppers: 3_000, days: 30 } as const;

/** What someone may type into its search: few of these words stand in a title. */
export const demoQuery = "warm bag for minus five";

const seed = 20_260_101;

/** The demo shop, Northfell Outdoor: made up, seeded, the same everywhere save for its dates, which end at `now`. */
export function demoShop(now: number) {
  const products = demoProducts(demoShopSize.products, seed, now);
  return { products, events: () => demoEvents(products, { ...demoShopSize, seed: seed + 1, now }) };
}
