import type { ProductState } from "@aisle/contracts/cause-facts";

const hourMs = 3_600_000;
/** Prices that moved by less are no change that somebody would see. */
const leastRatio = 1.1;
const nearlyAll = 0.8;

/** Products that ran out, or whose price moved, within an hour of each other. */
export interface ProductChange {
  readonly kind: "stock" | "price";
  /** The category that nearly all of them are of; null where they are of several. */
  readonly category: string | null;
  readonly products: readonly ProductState[];
  readonly at: number;
  /** Of prices: the middle ratio of new to old. */
  readonly ratio: number | null;
}

/** Groups what changed in a stretch of time by category and hour, the most products first. */
export function productChanges(states: readonly ProductState[], from: number, to: number): readonly ProductChange[] {
  const found: ProductChange[] = [];
  for (const kind of ["stock", "price"] as const) {
    const changed = states.filter(({ at }) => at >= from && at < to).filter((state) => isChanged(kind, state));
    const byCategory = new Map<string | null, ProductState[]>();
    for (const state of changed) byCategory.set(state.category, [...(byCategory.get(state.category) ?? []), state]);
    for (const [category, products] of byCategory)
      for (const group of withinAnHour(products)) found.push(changeOf(kind, category, group));
    for (const group of withinAnHour(changed)) if (isMixed(group)) found.push(changeOf(kind, null, group));
  }
  return found.sort((a, b) => b.products.length - a.products.length);
}

function isChanged(kind: "stock" | "price", { stock, price, priceBefore }: ProductState): boolean {
  if (kind === "stock") return stock !== null && stock <= 0;
  if (price === null || priceBefore === null || price <= 0 || priceBefore <= 0) return false;
  return Math.max(price / priceBefore, priceBefore / price) >= leastRatio;
}

/** Whether products are of several categories, none of which has nearly all. */
function isMixed(products: readonly ProductState[]): boolean {
  const counts = new Map<string | null, number>();
  for (const { category } of products) counts.set(category, (counts.get(category) ?? 0) + 1);
  return Math.max(...counts.values()) < nearlyAll * products.length;
}

/** Rows in order of time, cut where more than an hour passes. */
function withinAnHour(products: readonly ProductState[]): ProductState[][] {
  const groups: ProductState[][] = [];
  for (const product of [...products].sort((a, b) => a.at - b.at)) {
    const last = groups.at(-1);
    if (last !== undefined && product.at - last.at(-1)!.at <= hourMs) last.push(product);
    else groups.push([product]);
  }
  return groups;
}

function changeOf(kind: "stock" | "price", category: string | null, products: readonly ProductState[]): ProductChange {
  const ratios = products
    .map(({ price, priceBefore }) => (price ?? 0) / (priceBefore ?? 0))
    .filter((ratio) => Number.isFinite(ratio) && ratio > 0)
    .sort((a, b) => a - b);
  const ratio = kind === "price" ? (ratios[ratios.length >> 1] ?? null) : null;
  return { kind, category, products, at: products[0]!.at, ratio };
}
