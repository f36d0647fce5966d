import { normalDraw, pick, type Random } from "./random.ts";

/** What the simulation knows of a product. */
export interface SimulatedProduct {
  readonly id: string;
  readonly title: string;
  readonly category: string | null;
  /** Integer minor units; null where there is no price. */
  readonly price: number | null;
  readonly currency: string | null;
}

/** A simulated shop: its products, and the middle price of each category in minor units. */
export interface SimulatedShop {
  readonly products: ReadonlyMap<string, SimulatedProduct>;
  readonly categories: readonly string[];
  readonly medianPrice: ReadonlyMap<string, number>;
}

/** A shopper with tastes that stay the same. */
export interface Shopper {
  readonly id: string;
  /** Liking of a category, about -2 to 2; a category that is not named is liked at -1. */
  readonly tastes: ReadonlyMap<string, number>;
  /** How much a price above the middle of its category puts off, 0.2 (hardly) to 2 (much). */
  readonly priceSensitivity: number;
  /** How fast attention falls along a shelf: the exponent of 1/rank. */
  readonly positionDecay: number;
}

const likedCategories = 3;

/** Puts products together for shoppers to choose from. */
export function makeShop(products: readonly SimulatedProduct[]): SimulatedShop {
  const prices = new Map<string, number[]>();
  const categories = new Set<string>();
  for (const { category, price } of products) {
    if (category === null) continue;
    categories.add(category);
    if (price === null) continue;
    const known = prices.get(category);
    if (known === undefined) prices.set(category, [price]);
    else known.push(price);
  }
  const medianOf = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
  return {
    products: new Map(products.map((product) => [product.id, product])),
    categories: [...categories].sort(),
    medianPrice: new Map([...prices].map(([category, values]) => [category, medianOf(values)])),
  };
}

/** Draws a shopper of a shop: a few categories are liked, the others are not. */
export function drawShopper(id: string, shop: SimulatedShop, random: Random): Shopper {
  const tastes = new Map<string, number>();
  for (let liked = 0; liked < likedCategories && shop.categories.length > 0; liked++)
    tastes.set(pick(shop.categories, random), 1 + 0.5 * normalDraw(random));
  return {
    id,
    tastes,
    priceSensitivity: 0.2 + 1.8 * random(),
    positionDecay: 0.5 + random(),
  };
}
