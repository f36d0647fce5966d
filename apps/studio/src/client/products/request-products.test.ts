import { expect, it } from "vitest";
import { idsInField, productIdsFields, withIds } from "./request-products.ts";

const schema = {
  type: "object",
  properties: {
    shopperId: { type: "string" },
    query: { type: "string", description: "What the shopper typed, such as a product." },
    viewed: { type: "array", items: { type: "string" }, maxItems: 100, description: "Products seen." },
    productId: { type: "string", title: "The page's product" },
    beside: { type: "array", items: { type: "string", format: "product-id" } },
    limit: { type: "number" },
    prices: { type: "array", items: { type: "number" } },
  },
};

it("finds the fields of a request that hold products, and no others", () => {
  expect(productIdsFields(schema).map(({ name, title, maxItems, isList }) => [name, title, maxItems, isList])).toEqual([
    ["viewed", "viewed", 100, true],
    ["productId", "The page's product", 1, false],
    ["beside", "beside", 100, true],
  ]);
  expect(productIdsFields({})).toEqual([]);
  expect(productIdsFields({ properties: [] })).toEqual([]);
});

it("reads and writes their ids, and leaves the rest of the request alone", () => {
  const [viewed, productId] = productIdsFields(schema);
  const request = { shopperId: "s", viewed: ["a", 7, "b"], productId: "c" };
  expect(idsInField(request, viewed!)).toEqual(["a", "b"]);
  expect(idsInField(request, productId!)).toEqual(["c"]);
  expect(withIds(request, viewed!, ["x"])).toEqual({ shopperId: "s", viewed: ["x"], productId: "c" });
  expect(withIds(request, productId!, [])).toEqual({ shopperId: "s", viewed: ["a", 7, "b"] });
});
