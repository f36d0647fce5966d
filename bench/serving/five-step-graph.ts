import type { Graph } from "@aisle/runtime/graph/graph";

const position = { x: 0, y: 0 };
const number = { type: "number" };

/** Products of the request → in stock → weighed by recency → sorted → ten of them. */
export const fiveStepGraph: Graph = {
  format: 1,
  nodes: [
    {
      id: "request",
      type: "data.endpoint-request",
      version: 1,
      position,
      config: {
        shopperField: "userId",
        requestSchema: {
          type: "object",
          required: ["userId", "items"],
          properties: {
            userId: { type: "string" },
            items: {
              type: "array",
              maxItems: 200,
              items: {
                type: "object",
                required: ["id", "price", "stock", "score", "days"],
                properties: { id: { type: "string" }, price: number, stock: number, score: number, days: number },
              },
            },
          },
        },
      },
    },
    { id: "items", type: "data.request-products", version: 1, position, config: {} },
    { id: "stock", type: "rules.filter", version: 1, position, config: { keep: "stock > 0" } },
    {
      id: "recency",
      type: "rank.recency-weight",
      version: 1,
      position,
      config: { ageField: "days", halfLifeDays: 30, into: "rank" },
    },
    { id: "sort", type: "rank.sort", version: 1, position, config: { by: "rank" } },
    { id: "top", type: "rank.limit", version: 1, position, config: { count: 10 } },
    {
      id: "answer",
      type: "answer.products",
      version: 1,
      position,
      config: { count: 10, fields: ["*"], echo: ["userId"] },
    },
  ],
  edges: [
    { id: "e1", from: "request.body", to: "items.body" },
    { id: "e2", from: "items.products", to: "stock.products" },
    { id: "e3", from: "stock.products", to: "recency.products" },
    { id: "e4", from: "recency.products", to: "sort.products" },
    { id: "e5", from: "sort.products", to: "top.products" },
    { id: "e6", from: "top.products", to: "answer.products" },
  ],
  notes: [],
  groups: [],
  samples: [],
};
