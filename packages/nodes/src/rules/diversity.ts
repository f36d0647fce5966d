import { defineNode } from "@aisle/runtime/node-sdk/define-node";
import { port } from "@aisle/runtime/node-sdk/port-type";
import { type Product, product } from "@aisle/runtime/node-sdk/product";
import { z } from "zod";
import { productField } from "../product-field.ts";

export const diversity = defineNode({
  type: "rules.diversity",
  version: 1,
  title: "Diversity",
  summary:
    "Lets no category (or brand, …) take more than a few of the first places; the others move down, none is dropped.",
  icon: "layout-grid",
  inputs: { products: port("Products") },
  outputs: { products: port("Products") },
  config: z.object({
    field: z
      .string()
      .min(1)
      .default("category")
      .meta({ format: "product-field" })
      .describe("Field whose values are to be mixed."),
    atMost: z.int().min(1).max(100).default(3).describe("How many of one value in each stretch."),
    within: z.int().min(2).max(1000).default(12).describe("Length of a stretch, in places."),
  }),
  effects: [],
  migrations: {},
  caption: "at most {atMost} per {field} in {within}",
  run: (ctx, { products }, { field, atMost, within }) => ({
    products: spread(ctx.self, products, field, atMost, within),
  }),
  examples: [
    {
      title: "One tent in two places",
      config: { atMost: 1, within: 2 },
      inputs: {
        products: [
          product("a", 3, { category: "Tents" }),
          product("b", 2, { category: "Tents" }),
          product("c", 1, { category: "Poles" }),
        ],
      },
      outputs: {
        products: [
          product("a", 3, { category: "Tents" }),
          { ...product("c", 1, { category: "Poles" }), effects: [{ node: "this", rule: "diversity", change: "up 1" }] },
          {
            ...product("b", 2, { category: "Tents" }),
            effects: [{ node: "this", rule: "diversity", change: "down 1" }],
          },
        ],
      },
    },
  ],
});

/** Fills stretch by stretch in the given order, putting off what is over the quota; what is left fills the rest in order. */
function spread(self: string, products: readonly Product[], field: string, atMost: number, within: number): Product[] {
  const result: Product[] = [];
  let waiting = products.map((item, place) => ({ item, place }));
  while (waiting.length > 0) {
    const counts = new Map<unknown, number>();
    const later: typeof waiting = [];
    let room = within;
    const take = ({ item, place }: (typeof waiting)[number]) => {
      result.push(moved(self, item, place, result.length));
      room--;
    };
    for (const entry of waiting) {
      const value = productField(entry.item, field);
      const count = counts.get(value) ?? 0;
      if (room > 0 && (value === undefined || count < atMost)) {
        counts.set(value, count + 1);
        take(entry);
      } else {
        later.push(entry);
      }
    }
    // Too few kinds to fill the stretch: better a repeated kind than an empty place.
    while (room > 0 && later.length > 0) take(later.shift()!);
    waiting = later;
  }
  return result;
}

function moved(self: string, item: Product, before: number, after: number): Product {
  if (before === after) return item;
  const change = after < before ? `up ${before - after}` : `down ${after - before}`;
  return { ...item, effects: [...item.effects, { node: self, rule: "diversity", change }] };
}
