import type { CauseFacts } from "@aisle/contracts/cause-facts";
import { makeShop, type Shopper, type SimulatedProduct, type SimulatedShop } from "@aisle/simulator/shopper";
import type { Random } from "@aisle/stats/seeded-random";
import { categories, type Scenario, streamOf } from "./scenario.ts";

const productsOfCategory = 40;
const placesOfShelf = 6;

/** The products of a scenario's shop, before and after what happens to them. */
export class ShopProducts {
  readonly shop: SimulatedShop;
  /** By category, the best first: what can be shown before and after. */
  readonly #before = new Map<string, readonly SimulatedProduct[]>();
  readonly #after = new Map<string, readonly SimulatedProduct[]>();
  readonly #all: readonly SimulatedProduct[];
  readonly #at: number;
  /** What the catalogue knows of products that changed. */
  readonly states: CauseFacts["products"];

  constructor(scene: Scenario) {
    const random = streamOf(scene, "products");
    const all = categories.flatMap((category) =>
      Array.from({ length: productsOfCategory }, (_, i) => ({
        id: `${category}-${i}`,
        title: `${category} ${i}`,
        category,
        price: Math.round(3000 * Math.exp(0.4 * (random() + random() + random() - 1.5))),
        currency: "EUR",
      })),
    );
    this.shop = makeShop(all);
    this.#all = all;
    this.#at = scene.at;
    const states: CauseFacts["products"][number][] = [];
    for (const category of categories) {
      const usual = all.filter((product) => product.category === category);
      this.#before.set(category, usual);
      this.#after.set(category, this.#changed(scene, usual, states, random));
    }
    this.states = states.filter(({ at }) => at < scene.end);
  }

  /** A shelf for a category: the best with a little chance, filled up with others where too few are left. */
  shelf(category: string, shopper: Shopper, at: number, random: Random): readonly SimulatedProduct[] {
    const there = (at >= this.#at ? this.#after : this.#before).get(category)!;
    const from = Math.floor(random() * Math.min(placesOfShelf, Math.max(1, there.length - placesOfShelf)));
    const shelf = there.slice(from, from + placesOfShelf);
    return shelf.length === placesOfShelf
      ? shelf
      : [...shelf, ...this.missed(placesOfShelf - shelf.length, shopper, random)];
  }

  /** Products that a shopper does not look for. */
  missed(count: number, { tastes }: Shopper, random: Random): readonly SimulatedProduct[] {
    const found: SimulatedProduct[] = [];
    while (found.length < count) {
      const product = this.#all[Math.floor(random() * this.#all.length)]!;
      if (!tastes.has(product.category!)) found.push(product);
    }
    return found;
  }

  #changed(
    { kind, category, at, strength, harmless, harmlessAt }: Scenario,
    usual: readonly SimulatedProduct[],
    states: CauseFacts["products"][number][],
    random: Random,
  ): readonly SimulatedProduct[] {
    const isIt = usual[0]!.category === category;
    const state = (product: SimulatedProduct, when: number, stock: number | null, price: number | null) =>
      states.push({
        id: product.id,
        title: product.title,
        category: product.category,
        at: when,
        stock,
        price,
        priceBefore: price === null ? null : product.price,
      });
    if (kind === "stock" && isIt) {
      const gone = new Set(usual.filter(() => random() < 0.98 + 0.02 * strength));
      for (const product of gone) state(product, at + Math.floor(random() * 600_000), 0, null);
      return usual.filter((product) => !gone.has(product));
    }
    if (kind === "price" && isIt) {
      const factor = strength < 0.5 ? 10 : 100;
      return usual.map((product) => {
        const price = product.price! * factor;
        state(product, at, null, price);
        return { ...product, price };
      });
    }
    // Some product always runs out, and some price moves a little.
    const [unlucky] = usual.slice(-1);
    state(unlucky!, at - Math.floor(random() * 40 * 3_600_000), 0, null);
    if (harmless === "restock") for (const product of usual.slice(20, 30)) state(product, harmlessAt, 5, product.price);
    return usual.filter((product) => product !== unlucky);
  }
}
