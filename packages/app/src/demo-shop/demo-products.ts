import type { JsonObject } from "@aisle/runtime/json";
import { seededRandom } from "@aisle/runtime/node-sdk/seeded-random";
import { assortment, brands, colours, series } from "./assortment.ts";
import { pick, skewed } from "./draw.ts";
import type { ProductKind } from "./product-kind.ts";

/** A product of the demo shop, as the catalogue takes it in. */
export interface DemoProduct {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly brand: string;
  readonly category: string;
  /** Cents. */
  readonly price: number;
  readonly currency: "EUR";
  readonly attributes: JsonObject;
  readonly releasedAt: Date;
  /** Units; `null` for the few whose stock the shop does not know. */
  readonly stock: number | null;
  /** How much shoppers like it, 0–1: drives the events and is not stored. */
  readonly appeal: number;
}

const dayMs = 86_400_000;

/** Draws the catalogue: the same products for the same seed; only release dates hang on `now` (milliseconds since 1970). */
export function demoProducts(count: number, seed: number, now: number): DemoProduct[] {
  const random = seededRandom(seed);
  const products: DemoProduct[] = [];
  const titles = new Set<string>();
  for (let index = 0; products.length < count; index++) {
    const kind = assortment[index % assortment.length]!;
    const made = demoProduct(kind, products.length, random, now);
    // The same title twice would look like a mistake of the shop.
    if (titles.has(made.title)) continue;
    titles.add(made.title);
    products.push(made);
  }
  return products;
}

function demoProduct(kind: ProductKind, index: number, random: () => number, now: number): DemoProduct {
  const brand = pick(brands, random);
  const use = pick(kind.uses, random);
  const version = pick(kind.versions, random);
  const material = pick(kind.materials, random);
  const colour = pick(colours, random);
  const quality = random();
  const price =
    Math.round((kind.from + (kind.to - kind.from) * (0.15 * random() + 0.85 * quality ** 1.5)) / 100) * 100 - 5;
  const weightGrams = Math.round(80 + (price / 100) * (2 + random() * 3));
  const title = `${brand} ${pick(series, random)} ${use} ${kind.noun}, ${version}`;
  return {
    id: `NF-${String(index + 10_001)}`,
    title,
    description: `${kind.about} ${capital(use)}, made of ${material}, in ${colour}. Weighs ${weightGrams} g.`,
    brand,
    category: kind.category,
    price,
    currency: "EUR",
    attributes: { colour, material, version, use, weightGrams, rating: Math.round((3 + 2 * quality ** 0.5) * 10) / 10 },
    releasedAt: new Date(now - Math.round(skewed(random) * 900) * dayMs),
    stock: drawStock(random),
    appeal: 0.15 + 0.85 * (0.5 * quality + 0.5 * random()) ** 2,
  };
}

/** One in twelve is sold out, one in forty unknown, some are nearly gone. */
function drawStock(random: () => number): number | null {
  const draw = random();
  if (draw < 1 / 40) return null;
  if (draw < 1 / 40 + 1 / 12) return 0;
  return 1 + Math.floor(120 * skewed(random));
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
