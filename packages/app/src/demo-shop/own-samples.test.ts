import { expect, it } from "vitest";
import type { ShopReads } from "../catalog/catalog-ports.ts";
import { ownSamples } from "./own-samples.ts";

const gone = new Map([
  ["s_00001", "shopper"],
  ["DEMO-1", "product"],
  ["DEMO-2", "product"],
  ["Tents", "category"],
] as const);

const shop = (texts: ReadonlyMap<string, unknown> | undefined) =>
  ({
    shop: {
      goneWithDemoShop: async () => texts,
      sampleIds: async () => ({ shopperId: "u_7", productIds: ["own-1"] }),
      names: async () => ({ brands: [], categories: ["Kitchen > Pans"] }),
      isSample: async () => false,
    },
  }) as unknown as { readonly shop: ShopReads };

const samples = [
  { id: "a", title: "Returning", request: { shopperId: "s_00001", limit: 6 } },
  { id: "b", title: "Basket", request: { cart: ["DEMO-1", "DEMO-2"], category: "Tents" } },
  { id: "c", title: "Search", request: { query: "warm bag for minus five" } },
  { id: "d", title: "Own", request: { shopperId: "u_3" } },
];

it("puts the shop's own in the place of what went with the demo shop, and leaves out what it has nothing for", async () => {
  const replaced = await ownSamples(shop(gone), "ws", samples);
  expect(replaced.map(({ request }) => request)).toEqual([
    { shopperId: "u_7", limit: 6 },
    { cart: ["own-1"], category: "Kitchen > Pans" },
    { query: "pans" },
    { shopperId: "u_3" },
  ]);
  expect(replaced[3]).toBe(samples[3]);
});

it("leaves samples alone while the demo shop is in use", async () => {
  expect(await ownSamples(shop(undefined), "ws", samples)).toBe(samples);
});
