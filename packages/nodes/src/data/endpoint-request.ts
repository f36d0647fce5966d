import type { Json, JsonObject } from "@aisle/runtime/json";
import { defineNode } from "@aisle/runtime/node-sdk/define-node";
import { port, type Shopper } from "@aisle/runtime/node-sdk/port-type";
import { z } from "zod";
import { makeRequestValidator } from "./request-validator.ts";

const defaultSchema = {
  type: "object",
  properties: {
    shopperId: { type: "string", maxLength: 200, description: "User or anonymous id, as your events carry it." },
    query: { type: "string", maxLength: 500, description: "What the shopper typed." },
    category: { type: "string", maxLength: 200, description: "Category of interest." },
    viewed: {
      type: "array",
      items: { type: "string" },
      maxItems: 100,
      description: "Products seen in this session, latest last.",
    },
  },
  additionalProperties: true,
};

const text = (value: Json | undefined): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

export const endpointRequest = defineNode({
  type: "data.endpoint-request",
  version: 1,
  title: "Endpoint request",
  summary: "Where a shopper's request comes in, checked against its schema.",
  icon: "plug",
  role: "trigger",
  inputs: {},
  outputs: { shopper: port("Shopper"), text: port("Text"), body: port("Json") },
  config: z.object({
    requestSchema: z
      .record(z.string(), z.json())
      .default(defaultSchema)
      .describe("JSON Schema of the request's body; requests that do not fit are refused with the reason."),
    shopperField: z.string().default("shopperId").describe("Field that holds the shopper's id."),
    textField: z.string().default("query").describe("Field that holds what the shopper typed."),
    categoryField: z.string().default("category").describe("Field that holds a category of interest."),
    viewedField: z.string().default("viewed").describe("Field that lists the products seen in this session."),
  }),
  effects: ["request", "patterns"],
  migrations: {},
  caption: "shopper, text and body",
  // A schema that cannot be used is a problem of this node, before anything is published.
  prepare: ({ requestSchema }, { patterns }) => {
    makeRequestValidator(requestSchema as JsonObject, patterns?.compile);
  },
  run: (ctx, _inputs, config) => {
    const { body } = ctx.request;
    const shopperId = text(body[config.shopperField]);
    const category = text(body[config.categoryField]);
    const viewed = body[config.viewedField];
    const shopper: Shopper = {
      ...(shopperId === undefined ? {} : { id: shopperId }),
      ...(category === undefined ? {} : { category }),
      ...(Array.isArray(viewed) ? { viewed: viewed.filter((id): id is string => typeof id === "string") } : {}),
    };
    return { shopper, text: text(body[config.textField]), body: body as JsonObject };
  },
  examples: [
    {
      title: "A returning shopper searches",
      inputs: {},
      given: { request: { shopperId: "s1", query: "warm tent", category: "Tents", viewed: ["p1"] } },
      outputs: {
        shopper: { id: "s1", category: "Tents", viewed: ["p1"] },
        text: "warm tent",
        body: { shopperId: "s1", query: "warm tent", category: "Tents", viewed: ["p1"] },
      },
    },
    {
      title: "A visitor without an id",
      inputs: {},
      given: { request: {} },
      outputs: { shopper: {}, text: undefined, body: {} },
    },
  ],
});
