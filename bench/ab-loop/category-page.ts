import type { Edit } from "@aisle/runtime/graph/edit";
import type { Graph } from "@aisle/runtime/graph/graph";
import { pick, type Random, seededRandom } from "@aisle/simulator/random";
import { type Device, devices, onDevice } from "@aisle/simulator/session";
import { type Audience, type TrueEffect, trueEffect } from "@aisle/simulator/shelf-response";
import {
  drawShopper,
  makeShop,
  type Shopper,
  type SimulatedProduct,
  type SimulatedShop,
} from "@aisle/simulator/shopper";

const category = "Tents";
const medianPrice = 20_000;
const shelfLength = 8;
const listLength = 16;
const shoppers = 1_000;

/** A category page whose two orders have a known effect on whoever comes. */
export interface CategoryPage {
  readonly shop: SimulatedShop;
  readonly shoppers: readonly Shopper[];
  /** What the page sends with each request: the products of the category, with both orders. */
  readonly items: readonly {
    readonly id: string;
    readonly price: number;
    readonly relevance: number;
    readonly margin: number;
  }[];
  /** P(a session clicks) under the control's order and the treatment's. */
  readonly effect: TrueEffect;
}

/**
 * Makes a page on which a session clicks with probability `rate` when products stand in the control's order, and with a relative `lift`
 * more in the treatment's, whose first product is another one. Prices are found by bisection over the exact probabilities.
 */
export function categoryPage({ rate, lift }: { readonly rate: number; readonly lift: number }): CategoryPage {
  // Tastes depend on the categories alone, not on what is found here.
  const tastesOf = makeShop([productOf("any", medianPrice)]);
  const people = Array.from({ length: shoppers }, (_, number) =>
    drawShopper(`sim_${number}`, tastesOf, seededRandom(number)),
  );
  const comers = audience(people);
  const at = (price: number, heroPrice: number) => {
    const products = productsOf(Math.round(price), Math.round(heroPrice));
    // Products beside the page's fix the middle of the category's prices.
    const shop = makeShop([
      ...products,
      ...Array.from({ length: 2 * listLength + 1 }, (_, i) => productOf(`o${i}`, medianPrice)),
    ]);
    const effect = trueEffect(
      comers,
      { control: products.slice(1, 1 + shelfLength), treatment: [products[0]!, ...products.slice(2, 1 + shelfLength)] },
      shop,
    );
    return { shop, products, effect };
  };
  const price = bisect((price) => at(price, price).effect.control - rate);
  const heroPrice = bisect((hero) => at(price, hero).effect.relative - lift);
  const { shop, products, effect } = at(price, heroPrice);
  return { shop, shoppers: people, items: products.map(itemOf), effect };
}

/** A session of anybody, on either device as often. */
export function drawVisitor(
  people: readonly Shopper[],
  random: Random,
): { readonly shopper: Shopper; readonly device: Device } {
  return { shopper: pick(people, random), device: pick(devices, random) };
}

function audience(people: readonly Shopper[]): Audience {
  return people.flatMap((shopper) => devices.map((device) => ({ shopper: onDevice(shopper, device), weight: 1 })));
}

/** The first is what the treatment puts on top and the control does not show; the others stand in the same order in both. */
function productsOf(price: number, heroPrice: number): readonly SimulatedProduct[] {
  return Array.from({ length: listLength }, (_, number) => productOf(`p${number}`, number === 0 ? heroPrice : price));
}

function productOf(id: string, price: number): SimulatedProduct {
  return { id, title: `Tent ${id}`, category, price, currency: "EUR" };
}

function itemOf({ id, price }: SimulatedProduct, number: number) {
  const rank = listLength - number;
  // By margin the first comes first, and the second falls off the shelf.
  return { id, price: price!, relevance: number === 0 ? 0 : rank, margin: number === 1 ? 0 : rank };
}

/** Where a falling function of a price is zero. */
function bisect(of: (price: number) => number): number {
  let [low, high] = [1, medianPrice * 100];
  for (let step = 0; step < 60 && high - low > 0.4; step++) {
    const middle = (low + high) / 2;
    if (of(middle) > 0) low = middle;
    else high = middle;
  }
  return Math.round((low + high) / 2);
}

const position = { x: 0, y: 0 };
const text = { type: "string", maxLength: 64 };
const cheap = "price > 0";
/** More steps than one product may take where there are many tags; a few where there are none. */
const costly = "tags.all(a, tags.all(b, tags.all(c, a + b + c != '')))";

/** The page's pipeline: products of the request → those with a price → sorted → the best eight. */
export const categoryGraph: Graph = {
  format: 1,
  nodes: [
    {
      id: "request",
      type: "data.endpoint-request",
      version: 1,
      position,
      config: {
        shopperField: "shopperId",
        requestSchema: {
          type: "object",
          properties: {
            shopperId: text,
            sessionId: text,
            anonymousId: text,
            device: { enum: [...devices] },
            items: {
              type: "array",
              maxItems: 100,
              items: {
                type: "object",
                required: ["id", "price", "relevance", "margin"],
                properties: {
                  id: text,
                  price: { type: "number" },
                  relevance: { type: "number" },
                  margin: { type: "number" },
                  tags: { type: "array", maxItems: 100, items: text },
                },
              },
            },
          },
        },
      },
    },
    { id: "items", type: "data.request-products", version: 1, position, config: {} },
    {
      id: "priced",
      type: "rules.filter",
      version: 1,
      position,
      config: { keep: cheap, whenUnknown: "keep" },
      onFailure: { do: "pass", input: "products", output: "products" },
    },
    { id: "order", type: "rank.sort", version: 1, position, config: { by: "relevance" } },
    { id: "answer", type: "answer.products", version: 1, position, config: { count: shelfLength } },
  ],
  edges: [
    { id: "e1", from: "request.body", to: "items.body" },
    { id: "e2", from: "items.products", to: "priced.products" },
    { id: "e3", from: "priced.products", to: "order.products" },
    { id: "e4", from: "order.products", to: "answer.products" },
  ],
  notes: [],
  groups: [],
  samples: [],
};

/** What the treatment changes: the page is sorted by margin. */
export const byMargin: Edit = { do: "set-field", node: "order", version: 1, path: ["by"], value: "margin" };
/** A change that makes a node fail wherever products carry many tags. */
export const brokenFilter: Edit = { do: "set-field", node: "priced", version: 1, path: ["keep"], value: costly };
export const manyTags: readonly string[] = Array.from({ length: 60 }, (_, i) => `tag ${i}`);
