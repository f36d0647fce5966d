import type { Product, Provenance } from "./product.ts";

/** An item and how well it matches; higher is better. */
export interface Hit {
  readonly id: string;
  readonly score: number;
}

/** Turns hits into products that say where they came from, dropping ids that are no longer in the catalogue. */
export function hitsToProducts(
  self: string,
  hits: readonly Hit[],
  fields: readonly (Product["fields"] | undefined)[],
): Product[] {
  const products: Product[] = [];
  for (let i = 0; i < hits.length; i++) {
    const hit = hits[i]!;
    const found = fields[i];
    if (found === undefined) continue;
    const from: Provenance[] = [{ node: self, rank: products.length + 1, score: hit.score }];
    products.push({ id: hit.id, score: hit.score, fields: found, from, effects: [] });
  }
  return products;
}
