import type { Case } from "./expectation.ts";

/**
 * Sentences that were written before a look at what the rules could read. The same author wrote the rules afterwards and knew them:
 * how a sentence fares that nobody has thought of, `unseen-sentences.ts` says.
 */
export const heldOutSentences: readonly Case[] = [
  { say: "reduced items should come first", on: "home-recommendations", right: { raises: "onSale" } },
  { say: "give discounted products a push", on: "home-recommendations", right: { raises: "onSale" } },
  { say: "bring the newest things up", on: "product-search", right: { newestFirst: true } },
  { say: "I want more fresh products in the mix", on: "home-recommendations", right: { newestFirst: true } },
  {
    say: "order by price, dearest first",
    on: "product-search",
    right: { sorts: { by: "price", order: "descending" } },
  },
  {
    say: "sort by rating, best rated first",
    on: "product-search",
    right: { sorts: { by: "rating", order: "descending" } },
  },
  {
    say: "order the results by weight ascending",
    on: "product-search",
    right: { sorts: { by: "weightGrams", order: "ascending" } },
  },
  {
    say: "sort by prise, cheepest first",
    on: "product-search",
    right: { sorts: { by: "price", order: "ascending" } },
  },
  { say: "show twelve products", on: "home-recommendations", right: { answers: 12 } },
  { say: "I only want six items on this shelf", on: "home-recommendations", right: { answers: 6 } },
  { say: "give me four products", on: "cart-companions", right: { answers: 4 } },
  { say: "fewer hats please", on: "home-recommendations", right: { lowers: "hats" } },
  { say: "we have too many socks", on: "product-search", right: { lowers: "socks" } },
  { say: "show fewer tennts", on: "home-recommendations", right: { lowers: "tents" } },
  { say: "don't show sandals", on: "product-search", right: { hides: "sandals" } },
  { say: "favour inexpensive items", on: "home-recommendations", right: { raises: "cheap" } },
  { say: "prefer well rated products", on: "home-recommendations", right: { raises: "wellRated" } },
  {
    say: "put the Northfell Cairn tent in first place",
    on: "home-recommendations",
    right: { pins: { productId: "NF-10001", place: 1 } },
  },
  {
    say: "pin NF-10003 to the second place",
    on: "product-search",
    right: { pins: { productId: "NF-10003", place: 2 } },
  },
  { say: "take that back", on: "home-recommendations", right: { does: "undo" } },
  { say: "revert the last change", on: "product-search", right: { does: "undo" } },
  {
    say: "leave out what the shopper has bought before",
    on: "home-recommendations",
    right: { excludesBought: true },
  },
  {
    say: "don't recommend products people already own",
    on: "home-recommendations",
    right: { excludesBought: true },
  },
  { say: "promote Ridgeway strongly", on: "product-search", right: { raises: "ridgeway", factor: [2, 100] } },
  { say: "boost Kvist a little", on: "home-recommendations", right: { raises: "kvist", factor: [1.05, 1.4] } },
  { say: "boost Northfel a lot", on: "home-recommendations", right: { raises: "northfell", factor: [2, 100] } },
  { say: "show just tents below two hundred euros", on: "product-search", right: { keeps: "tentsUnder200" } },
  { say: "only Northfell products over 50 euro", on: "product-search", right: { keeps: "northfellOver50" } },
  { say: "hide rain jackets above 300 €", on: "product-search", right: { hides: "rainJacketsOver300" } },
  {
    say: "at most one of each brand in the first six",
    on: "home-recommendations",
    right: { mixes: { field: "brand", atMost: 1, within: 6 } },
  },
  {
    say: "no more than three per category in the first ten",
    on: "home-recommendations",
    right: { mixes: { field: "category", atMost: 3, within: 10 } },
  },
  { say: "never show sold out products", on: "home-recommendations", right: { alreadyThere: "rules.in-stock" } },
  { say: "get rid of unavailable items", on: "product-search", right: { alreadyThere: "rules.in-stock" } },
  {
    say: "use half trending and half best sellers",
    on: "cart-companions",
    right: { blends: { "find.trending": 1, "find.best-sellers": 1 } },
  },
  {
    say: "mix 70 percent best sellers with 30 percent trending",
    on: "home-recommendations",
    right: { blends: { "find.best-sellers": 0.7, "find.trending": 0.3 } },
  },
  { say: "why does NF-10002 come first", on: "home-recommendations", right: { does: "story", product: "NF-10002" } },
  { say: "go live", on: "product-search", right: { does: "publish" } },
  { say: "this is too slow", on: "home-recommendations", right: { does: "slowest" } },
  { say: "no more random products", on: "home-recommendations", right: { stopsExploring: true } },
  { say: "teurere Produkte nach unten", on: "home-recommendations", right: { lowers: "expensive" } },
];
