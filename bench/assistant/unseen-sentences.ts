import type { Case } from "./expectation.ts";

const [home, search, cart] = ["home-recommendations", "product-search", "cart-companions"];

/** Sentences that were written after the rules, and measured before a rule was changed for any of them: what a shop may expect. */
export const unseenSentences: readonly Case[] = [
  { say: "clearance stuff to the front please", on: home, right: { raises: "onSale" } },
  { say: "I'd like discounted items to be more visible", on: home, right: { raises: "onSale" } },
  { say: "new products should be more prominent", on: home, right: { newestFirst: true } },
  { say: "rank by customer rating", on: search, right: { sorts: { by: "rating", order: "descending" } } },
  { say: "lowest price on top", on: search, right: { sorts: { by: "price", order: "ascending" } } },
  { say: "we need room for fifteen products", on: home, right: { answers: 15 } },
  { say: "reduce the number of products to nine", on: home, right: { answers: 9 } },
  { say: "tone down the socks", on: home, right: { lowers: "socks" } },
  { say: "I don't want to see so many hats", on: home, right: { lowers: "hats" } },
  { say: "no gloves at all", on: search, right: { hides: "gloves" } },
  { say: "Ridgeway is important to us, give it priority", on: home, right: { raises: "ridgeway" } },
  { say: "push Northfell a bit", on: search, right: { raises: "northfell", factor: [1.05, 1.4] } },
  { say: "jackets cheaper than 100 euros only", on: search, right: { keeps: "jacketsUnder100" } },
  { say: "filter out everything above five hundred euros", on: search, right: { hides: "over500" } },
  {
    say: "the same brand at most twice in the first six places",
    on: home,
    right: { mixes: { field: "brand", atMost: 2, within: 6 } },
  },
  { say: "always show NF-10009 at number 3", on: search, right: { pins: { productId: "NF-10009", place: 3 } } },
  { say: "that was wrong, go back", on: home, right: { does: "undo" } },
  { say: "customers should not see what they already have", on: home, right: { excludesBought: true } },
  { say: "how come NF-10004 is not there", on: home, right: { does: "story", product: "NF-10004" } },
  { say: "make this live", on: search, right: { does: "publish" } },
  { say: "the answer takes too long", on: home, right: { does: "slowest" } },
  { say: "switch off the experiments", on: home, right: { stopsExploring: true } },
  {
    say: "two thirds best sellers, one third trending",
    on: cart,
    right: { blends: { "find.best-sellers": 2, "find.trending": 1 } },
  },
  { say: "bitte weniger Tents zeigen", on: home, right: { lowers: "tents" } },
];
