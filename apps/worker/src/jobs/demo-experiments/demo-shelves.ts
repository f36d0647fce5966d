import type { DemoProduct } from "@aisle/app/demo-shop/demo-products";
import { seededRandom } from "@aisle/simulator/random";
import {
  drawShopper,
  makeShop,
  type Shopper,
  type SimulatedProduct,
  type SimulatedShop,
} from "@aisle/simulator/shopper";

const shelfLength = 12;
const shoppers = 1_500;

/** The demo shop as simulated shoppers see it, and the shelves that its past experiments showed them. */
export interface DemoShelves {
  readonly shop: SimulatedShop;
  readonly shoppers: readonly Shopper[];
  /** What most people like, the same for everybody. */
  readonly bestSellers: () => readonly SimulatedProduct[];
  /** The same with products of categories that the shopper likes in some of its places. */
  readonly withOwnCategories: (places: readonly number[]) => (shopper: Shopper) => readonly SimulatedProduct[];
  /** The same, cheap products first. */
  readonly cheapFirst: () => readonly SimulatedProduct[];
}

export function demoShelves(products: readonly DemoProduct[]): DemoShelves {
  const known = [...products].filter(({ stock }) => stock !== 0).sort((a, b) => b.appeal - a.appeal);
  const shop = makeShop(products.map(simulated));
  const best: SimulatedProduct[] = [];
  const perCategory = new Map<string, SimulatedProduct[]>();
  for (const product of known) {
    const own = perCategory.get(product.category) ?? [];
    perCategory.set(product.category, [...own, simulated(product)]);
    // As the template does it: not two of a category.
    if (own.length === 0 && best.length < shelfLength) best.push(simulated(product));
  }
  const cheap = [...best].sort((a, b) => (a.price ?? 0) - (b.price ?? 0));
  return {
    shop,
    shoppers: Array.from({ length: shoppers }, (_, number) =>
      drawShopper(`s_${String(number + 1).padStart(5, "0")}`, shop, seededRandom(number)),
    ),
    bestSellers: () => best,
    withOwnCategories: (places) => (shopper) => {
      const liked = [...shopper.tastes.keys()];
      const shelf = [...best];
      for (const [i, place] of places.entries()) {
        const own = perCategory.get(liked[i % Math.max(1, liked.length)] ?? "")?.[i];
        if (own !== undefined && !shelf.some(({ id }) => id === own.id)) shelf[place] = own;
      }
      return shelf;
    },
    cheapFirst: () => cheap,
  };
}

function simulated({ id, title, category, price, currency }: DemoProduct): SimulatedProduct {
  return { id, title, category, price, currency };
}
