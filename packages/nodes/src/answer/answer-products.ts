import type { Json, JsonObject } from "@aisle/runtime/json";
import type { ClockCapability } from "@aisle/runtime/node-sdk/capabilities/clock";
import { defineNode } from "@aisle/runtime/node-sdk/define-node";
import { type AnswerSlot, port } from "@aisle/runtime/node-sdk/port-type";
import { isOnSale } from "@aisle/runtime/node-sdk/price-now";
import { type Product, product } from "@aisle/runtime/node-sdk/product";
import { isPublicField } from "@aisle/runtime/node-sdk/product-facts";
import { z } from "zod";
import { isAvailable, liveStock } from "../rules/live-stock.ts";

export const answerProducts = defineNode({
  type: "answer.products",
  version: 1,
  title: "Answer",
  summary:
    "Sends the products, after checking once more that they can be bought; an empty list where nothing was found.",
  icon: "send",
  role: "answer",
  inputs: { products: port("Products", { ifNothing: [] }) },
  outputs: { answer: port("Answer") },
  config: z.object({
    count: z.int().min(1).max(500).default(12).describe("How many products to send at most."),
    limitField: z.string().default("limit").describe("Field of the request that may ask for fewer."),
    fields: z
      .array(z.string().min(1))
      .max(100)
      .default(["title", "price", "salePrice", "currency", "brand", "category", "image"])
      .describe(
        "Fields to send with each product; `*` sends all. `salePrice` is sent while the sale lasts; `cost` and `forSale` never are.",
      ),
    echo: z.array(z.string().min(1)).max(20).default([]).describe("Fields of the request to send back."),
    sendScore: z.boolean().default(false).describe("Send each product's score."),
  }),
  effects: ["products", "request", "clock"],
  migrations: {},
  caption: "up to {count} products",
  run: (ctx, { products }, config) => {
    const request = ctx.request.body;
    const asked = request[config.limitField];
    const count = typeof asked === "number" && asked >= 1 ? Math.min(Math.floor(asked), config.count) : config.count;
    const fill = (stock: readonly (number | null)[]) => {
      const slots: Writable<AnswerSlot>[] = [];
      for (let index = 0; index < products.length && slots.length < count; index++) {
        const item = products[index]!;
        const left = liveStock(item, stock[index]);
        if (isAvailable(left)) slots.push({ product: item, availability: left === null ? "unknown" : "in-stock" });
      }
      if (isShifted(products, stock))
        for (const slot of slots) slot.product = { ...slot.product, propensity: "unknown" };
      const answer: Record<string, Json> = {};
      for (const field of config.echo) if (request[field] !== undefined) answer[field] = request[field];
      answer.items = slots.map((slot) => itemOf(slot, config.fields, config.sendScore, ctx.clock));
      return { answer: { body: answer, slots } };
    };
    const stock = ctx.products.stock(products.map((item) => item.id));
    return stock instanceof Promise ? stock.then(fill) : fill(stock);
  },
  examples: [
    {
      title: "A sold-out product stays out, unknown stock is labelled",
      config: { fields: ["title"] },
      inputs: {
        products: [
          product("a", 2, { title: "Tent" }),
          product("b", 1, { title: "Poles" }),
          product("c", 1, { title: "Stove" }),
        ],
      },
      given: { request: {}, products: { stock: [0, 4, null] } },
      outputs: {
        answer: {
          body: {
            items: [
              { id: "b", title: "Poles" },
              { id: "c", title: "Stove", availability: "unknown" },
            ],
          },
          slots: [
            { product: product("b", 1, { title: "Poles" }), availability: "in-stock" },
            { product: product("c", 1, { title: "Stove" }), availability: "unknown" },
          ],
        },
      },
    },
    {
      title: "A sale price is sent while the sale lasts",
      config: { fields: ["price", "salePrice"] },
      inputs: {
        products: [
          product("a", 2, { price: 1890, salePrice: 1490, saleUntil: "2026-12-24T00:00:00.000Z" }),
          product("b", 1, { price: 1890, salePrice: 1490, saleUntil: "2026-11-24T00:00:00.000Z" }),
        ],
      },
      given: { request: {}, products: { stock: [4, 4] }, clock: Date.UTC(2026, 10, 30) },
      outputs: {
        answer: {
          body: {
            items: [
              { id: "a", price: 1890, salePrice: 1490 },
              { id: "b", price: 1890 },
            ],
          },
          slots: [
            {
              product: product("a", 2, { price: 1890, salePrice: 1490, saleUntil: "2026-12-24T00:00:00.000Z" }),
              availability: "in-stock",
            },
            {
              product: product("b", 1, { price: 1890, salePrice: 1490, saleUntil: "2026-11-24T00:00:00.000Z" }),
              availability: "in-stock",
            },
          ],
        },
      },
    },
  ],
});

function itemOf(
  { product: item, availability }: AnswerSlot,
  fields: readonly string[],
  sendScore: boolean,
  clock: ClockCapability,
): JsonObject {
  const sent: Record<string, Json> = { id: item.id };
  const names = fields.includes("*") ? Object.keys(item.fields) : fields;
  for (const name of names) {
    const value = item.fields[name];
    if (value === undefined || name === "id" || !isPublicField(name)) continue;
    // A shop that draws the lower of two prices must not draw one of a sale that is over.
    if (name === "salePrice" && !isOnSale(item.fields, clock.now())) continue;
    sent[name] = value;
  }
  if (sendScore) sent.score = item.score;
  if (availability === "unknown") sent.availability = "unknown";
  if (wasDrawn(item)) sent.exploring = true;
  return sent;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Whether one of the products among which was drawn is left out here: by another draw the others would stand elsewhere. */
function isShifted(products: readonly Product[], stock: readonly (number | null)[]): boolean {
  return products.some((item, index) => item.propensity !== undefined && !isAvailable(liveStock(item, stock[index])));
}

const wasDrawn = (item: Product) => item.effects.some((effect) => effect.rule === "explore");
