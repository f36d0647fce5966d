import type { NodeContext } from "@aisle/runtime/node-sdk/capabilities/capability";
import { defineNode } from "@aisle/runtime/node-sdk/define-node";
import { port } from "@aisle/runtime/node-sdk/port-type";
import { type Product, product, type RuleEffect } from "@aisle/runtime/node-sdk/product";
import { z } from "zod";
import { compileExpression, type ProductExpression } from "../expression.ts";

const when = (says: string) => z.string().min(1).max(2000).meta({ format: "expression", says }).describe("When");

export const pinAndBoost = defineNode({
  type: "rules.pin-and-boost",
  version: 1,
  title: "Pin & boost",
  summary: "Pins products to places, raises or lowers those that an expression names. Pins stand above boosts.",
  icon: "pin",
  inputs: { products: port("Products") },
  outputs: { products: port("Products") },
  config: z.object({
    pins: z
      .array(
        z.object({
          productId: z.string().min(1).meta({ format: "product-id" }).describe("Product"),
          place: z.int().min(1).max(200).default(1).describe("Place"),
        }),
      )
      .max(50)
      .default([])
      .describe("Products that always stand in a place, while they can be bought."),
    boosts: z
      .array(
        z.object({
          when: when("Raises"),
          factor: z.number().positive().max(100).default(1.5).describe("Times"),
        }),
      )
      .max(50)
      .default([])
      .describe("Raise the score of matching products."),
    buries: z
      .array(z.object({ when: when("Puts last") }))
      .max(50)
      .default([])
      .describe("Put matching products last."),
  }),
  effects: ["products", "budget", "patterns"],
  migrations: {},
  caption: "{pins.length} pins, {boosts.length} boosts, {buries.length} buries",
  prepare: ({ boosts, buries }, { patterns }) => ({
    boosts: boosts.map((rule, index) => ({
      factor: rule.factor,
      matches: compileExpression(rule.when, `boosts.${index}.when`, patterns?.compile),
    })),
    buries: buries.map((rule, index) => compileExpression(rule.when, `buries.${index}.when`, patterns?.compile)),
  }),
  run: (ctx, { products }, { pins }, rules) => {
    const ordered = boostAndBury(ctx, products, rules.boosts, rules.buries);
    if (pins.length === 0) return { products: ordered };
    const missing = pins
      .filter((pin) => !products.some((item) => item.id === pin.productId))
      .map((pin) => pin.productId);
    const place = (fields: readonly (Product["fields"] | undefined)[]) => {
      const found = new Map(ordered.map((item) => [item.id, item]));
      missing.forEach((id, index) => {
        const known = fields[index];
        if (known !== undefined) found.set(id, product(id, 0, known));
      });
      return { products: placePins(ctx.self, ordered, pins, found) };
    };
    const fields = missing.length === 0 ? [] : ctx.products.get(missing);
    return fields instanceof Promise ? fields.then(place) : place(fields);
  },
  examples: [
    {
      title: "A pin, a boost and a bury",
      config: {
        pins: [{ productId: "c", place: 1 }],
        boosts: [{ when: "brand == 'Fell'", factor: 3 }],
        buries: [{ when: "price > 9000" }],
      },
      inputs: {
        products: [
          product("a", 3, { brand: "X", price: 9900 }),
          product("b", 2, { brand: "Fell", price: 100 }),
          product("c", 1, { brand: "Y", price: 100 }),
        ],
      },
      outputs: {
        products: [
          {
            ...product("c", 1, { brand: "Y", price: 100 }),
            effects: [{ node: "this", rule: "pin", change: "to place 1" }],
          },
          {
            ...product("b", 6, { brand: "Fell", price: 100 }),
            effects: [{ node: "this", rule: "boost", change: "× 3" }],
          },
          {
            ...product("a", 3, { brand: "X", price: 9900 }),
            effects: [{ node: "this", rule: "bury", change: "put last" }],
          },
        ],
      },
    },
  ],
});

function boostAndBury(
  { self, budget }: NodeContext<"budget">,
  products: readonly Product[],
  boosts: readonly { readonly factor: number; readonly matches: ProductExpression }[],
  buries: readonly ProductExpression[],
): readonly Product[] {
  if (boosts.length === 0 && buries.length === 0) return products;
  const entries = products.map((item, index) => {
    const effects: RuleEffect[] = [...item.effects];
    let { score } = item;
    for (const { factor, matches } of boosts) {
      if (matches(item, budget) !== true) continue;
      // A factor on a negative score would lower it.
      score = score >= 0 ? score * factor : score / factor;
      effects.push({ node: self, rule: "boost", change: `× ${factor}` });
    }
    const buried = buries.some((matches) => matches(item, budget) === true);
    if (buried) effects.push({ node: self, rule: "bury", change: "put last" });
    return { item: effects.length === item.effects.length ? item : { ...item, score, effects }, index, buried };
  });
  const boosted = boosts.length > 0;
  entries.sort(
    (a, b) => Number(a.buried) - Number(b.buried) || (boosted ? b.item.score - a.item.score : 0) || a.index - b.index,
  );
  return entries.map(({ item }) => item);
}

function placePins(
  self: string,
  products: readonly Product[],
  pins: readonly { readonly productId: string; readonly place: number }[],
  found: ReadonlyMap<string, Product>,
): Product[] {
  const pinned = new Set(pins.map((pin) => pin.productId));
  const result = products.filter((item) => !pinned.has(item.id));
  for (const { productId, place } of [...pins].sort((a, b) => a.place - b.place)) {
    const item = found.get(productId);
    if (item === undefined) continue;
    const effects = [...item.effects, { node: self, rule: "pin", change: `to place ${place}` }];
    result.splice(Math.min(place - 1, result.length), 0, { ...item, effects });
  }
  return result;
}
