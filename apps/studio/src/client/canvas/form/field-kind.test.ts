import type { JsonObject } from "@aisle/runtime/json";
import { expect, it } from "vitest";
import { z } from "zod";
import { fieldPlans } from "./field-kind.ts";

const config = z.object({
  limit: z.int().min(1).max(200).default(24).describe("How many."),
  halfLifeDays: z.number().positive().default(30),
  order: z.enum(["clicks", "sales"]).default("clicks"),
  strict: z.boolean().default(false),
  keep: z.string().max(2000).meta({ format: "expression" }),
  note: z.string().max(2000).default(""),
  collection: z.string().default("products"),
  fields: z.array(z.string()).default([]),
  product: z.string().meta({ format: "product-id" }),
  products: z.array(z.string().meta({ format: "product-id" })).max(9),
  pins: z.array(z.object({ productId: z.string().describe("Product"), place: z.int().min(1) })).max(50),
  schema: z.record(z.string(), z.json()).default({}),
});

it("chooses a control for each field of a config's schema", () => {
  const plans = fieldPlans(z.toJSONSchema(config, { io: "input" }) as JsonObject);
  expect(Object.fromEntries(plans.map((plan) => [plan.name, plan.kind.is]))).toEqual({
    limit: "number",
    halfLifeDays: "number",
    order: "choice",
    strict: "yes-no",
    keep: "expression",
    note: "text",
    collection: "line",
    fields: "words",
    product: "products",
    products: "products",
    pins: "rows",
    schema: "json",
  });
});

it("carries names, help, defaults and ranges", () => {
  const plans = fieldPlans(z.toJSONSchema(config, { io: "input" }) as JsonObject);
  expect(plans[0]).toEqual({
    name: "limit",
    title: "Limit",
    help: "How many.",
    fallback: 24,
    kind: { is: "number", whole: true, min: 1, max: 200 },
  });
  expect(plans[1]?.title).toBe("Half life days");
  expect(plans[10]?.kind).toMatchObject({
    is: "rows",
    maxItems: 50,
    fields: [{ help: "Product" }, { kind: { is: "number" } }],
  });
});
