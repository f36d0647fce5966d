import { type Product, rescored } from "@aisle/runtime/node-sdk/product";

/**
 * Joins several lists into one by a summed score: each product once, with every list's provenance and rule effects, best first.
 * `share` gives what a product's place in a list adds. Ties keep the order of first appearance.
 */
export function mergeProducts(
  lists: readonly (readonly Product[])[],
  share: (list: number, rank: number, product: Product) => number,
): Product[] {
  const merged = new Map<string, { product: Product; score: number; index: number }>();
  lists.forEach((list, at) => {
    for (let rank = 0; rank < list.length; rank++) {
      const item = list[rank]!;
      const score = share(at, rank + 1, item);
      const known = merged.get(item.id);
      if (known === undefined) {
        merged.set(item.id, { product: item, score, index: merged.size });
      } else {
        known.score += score;
        const effects = item.effects.length === 0 ? known.product.effects : [...known.product.effects, ...item.effects];
        known.product = { ...known.product, from: [...known.product.from, ...item.from], effects };
      }
    }
  });
  return [...merged.values()]
    .sort((a, b) => b.score - a.score || a.index - b.index)
    .map(({ product, score }) => rescored(product, score));
}
