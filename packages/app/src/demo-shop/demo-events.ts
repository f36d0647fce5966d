import type { InteractionKind } from "@aisle/runtime/node-sdk/capabilities/events";
import { seededRandom } from "@aisle/runtime/node-sdk/seeded-random";
import { assortment } from "./assortment.ts";
import type { DemoProduct } from "./demo-products.ts";
import { pick, weightedIndex } from "./draw.ts";

/** One thing that a shopper of the demo shop did. */
export interface DemoEvent {
  readonly messageId: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly kind: InteractionKind;
  readonly shopperId: string;
  readonly sessionId: string;
  readonly productId: string;
  readonly quantity: number;
  /** Cents of the whole line. */
  readonly value: number;
}

const dayMs = 86_400_000;
const categories = [...new Set(assortment.map((kind) => kind.category))];
const goesWith = new Map(
  assortment.map((kind) => [kind.category, kind.goesWith.filter((name) => categories.includes(name))]),
);

/**
 * Simulates shoppers: each likes a few categories, looks at products by their appeal, sometimes at what goes with them, puts some
 * in the cart and buys some of those. Seeded; times hang on `now`, the end of the last day.
 */
export function* demoEvents(
  products: readonly DemoProduct[],
  {
    shoppers,
    days,
    seed,
    now,
  }: { readonly shoppers: number; readonly days: number; readonly seed: number; readonly now: number },
): Generator<DemoEvent> {
  const random = seededRandom(seed);
  const shelves = new Map(categories.map((category) => [category, shelfOf(products, category)]));
  const draw = (category: string) => shelves.get(category)!(random);
  for (let shopper = 0; shopper < shoppers; shopper++) {
    const shopperId = `s_${String(shopper + 1).padStart(5, "0")}`;
    const taste = [pick(categories, random), pick(categories, random)];
    // Few shoppers come often: a Pareto-like number of sessions.
    const sessions = Math.min(20, Math.floor(1 / (0.06 + random())) + 1);
    for (let session = 0; session < sessions; session++) {
      const at = Math.round(now - random() * days * dayMs);
      yield* sessionOf(`${shopperId}-${session}`, shopperId, at, taste, draw, random);
    }
  }
}

type Shelf = (random: () => number) => DemoProduct;

function shelfOf(products: readonly DemoProduct[], category: string): Shelf {
  const shelf = products.filter((product) => product.category === category);
  const index = weightedIndex(shelf.map((product) => product.appeal ** 2));
  return (random) => shelf[index(random)]!;
}

function* sessionOf(
  sessionId: string,
  shopperId: string,
  start: number,
  taste: readonly string[],
  draw: (category: string) => DemoProduct,
  random: () => number,
): Generator<DemoEvent> {
  let at = start;
  let count = 0;
  let category = random() < 0.85 ? pick(taste, random) : pick(categories, random);
  const event = (kind: InteractionKind, product: DemoProduct, quantity = 1): DemoEvent => ({
    messageId: `demo-${sessionId}-${count++}`,
    at,
    kind,
    shopperId,
    sessionId,
    productId: product.id,
    quantity,
    value: product.price * quantity,
  });
  const views = 1 + Math.floor(random() * 7);
  for (let view = 0; view < views; view++) {
    const product = draw(category);
    yield event("view", product);
    at += 5_000 + Math.round(random() * 120_000);
    if (random() < 0.09 + 0.14 * product.appeal) {
      yield event("cart", product);
      at += 2_000 + Math.round(random() * 60_000);
      if (product.stock !== 0 && random() < 0.45) yield event("purchase", product, random() < 0.9 ? 1 : 2);
      // Who takes a tent looks at sleeping bags next.
      category = pick(goesWith.get(category) ?? taste, random) ?? category;
    }
  }
}
