import { expect, it } from "vitest";
import { requestFields, unknownFields, withField } from "./request-fields.ts";

const schema = {
  type: "object",
  required: ["query"],
  properties: {
    shopperId: { type: "string", maxLength: 200 },
    query: { type: "string", maxLength: 500 },
    category: { type: "string" },
    viewed: { type: "array", items: { type: "string" } },
    productId: { type: "string" },
    limit: { type: "integer", minimum: 1, maximum: 48 },
    gift: { type: "boolean" },
    sort: { enum: ["price", "new"] },
    tags: { type: "array", items: { type: "string" } },
  },
  additionalProperties: false,
};
const roles = { shopper: "shopperId", text: "query", category: "category", products: "viewed" };

it("asks for what a field stands for, the search box first", () => {
  expect(requestFields(schema, roles).map(({ name, asks, kind, required }) => [name, asks, kind.is, required])).toEqual(
    [
      ["query", "search", "line", true],
      ["shopperId", "shopper", "line", false],
      ["category", "category", "line", false],
      ["viewed", "products", "words", false],
      ["productId", "product", "line", false],
      ["limit", "plain", "number", false],
      ["gift", "plain", "yes-no", false],
      ["sort", "plain", "choice", false],
      ["tags", "plain", "words", false],
    ],
  );
});

it("names the nearest field for one that is not known, unless the request has that already", () => {
  const request = { shoperId: "s_1", querry: "tent", query: "tent", colour: "red" };
  expect(unknownFields(schema, request)).toEqual([
    { name: "shoperId", value: "s_1", nearest: "shopperId", refused: true },
    { name: "querry", value: "tent", nearest: undefined, refused: true },
    { name: "colour", value: "red", nearest: undefined, refused: true },
  ]);
  expect(unknownFields({ ...schema, additionalProperties: true }, { userId: 1 })[0]).toMatchObject({ refused: false });
  expect(unknownFields({ type: "object" }, { any: 1 })).toHaveLength(1);
});

it("sets and removes a field and keeps the others", () => {
  expect(withField({ a: 1, b: 2 }, "a", undefined)).toEqual({ b: 2 });
  expect(withField({ a: 1, b: 2 }, "a", 3)).toEqual({ a: 3, b: 2 });
});
