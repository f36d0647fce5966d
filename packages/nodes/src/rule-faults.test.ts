import type { CatalogFields } from "@aisle/runtime/node-sdk/catalog-field";
import { expect, it } from "vitest";
import { compileExpression } from "./expression.ts";
import { ruleFault } from "./rule-faults.ts";

const catalog: CatalogFields = {
  products: 10,
  currency: "EUR",
  fields: [
    { name: "title", types: { text: 10 }, values: [] },
    { name: "brand", types: { text: 9 }, values: ["Fell"] },
    { name: "price", types: { number: 10 }, values: [] },
    { name: "stock", types: { number: 8 }, values: [] },
    { name: "releasedAt", types: { text: 4 }, values: [] },
    { name: "attributes.colour", types: { text: 10 }, values: ["red"] },
    { name: "attributes.tags", types: { text: 10 }, values: ["sale, new"] },
    { name: "attributes.sizes", types: { list: 10 }, values: ["S"] },
    { name: "attributes.organic", types: { "yes-no": 10 }, values: [] },
    { name: "attributes.size", types: { number: 5, text: 5 }, values: [] },
    { name: "attributes.maker", types: { object: 5 }, values: [] },
  ],
};

it.each([
  // Unknown fields, with what is near.
  ["colour == 'red'", /No product has the field “colour”; there is “attributes.colour”/],
  ["prise < 100", /“prise”; there is “price”/],
  ["attributes.warranty > 2", /No product has the field “attributes.warranty”\./],
  ["price > 100 && rating > 3", /“rating”/],
  ["!(rating > 3)", /“rating”/],
  ["rating > 3 || warranty == 1", /“rating”.*“warranty”/],
  ["rating > 3 ? true : false", /“rating”/],
  ["names.contains('x')", /“names”/],
  // Other types.
  ["price < '20'", /“price” is a number, and is compared with a text: '20'/],
  ["brand == 7", /“brand” is a text, and is compared with a number/],
  ["'3' == stock", /“stock” is a number/],
  ["attributes.organic == 'yes'", /“attributes.organic” is yes or no, and is compared with a text/],
  ["attributes.organic > true", /in an order/],
  ["'sale' in attributes.tags", /“attributes.tags” is a text, no list: attributes.tags.contains\('sale'\)/],
  ["brand in [1, 2]", /none of \[1, 2\] is/],
  ["brand in []", /empty list/],
  ["price.contains('1')", /“price” is a number: contains reads texts/],
  ["releasedAt > timestamp('2026-01-01T00:00:00Z')", /write timestamp\(releasedAt\)/],
  ["brand", /“brand” is a text, neither yes nor no/],
  ["price * 2", /gives a number, neither yes nor no/],
  // The same for all.
  ["1 == 2", /“1 == 2” reads no field of a product: it is never true/],
  ["true", /true for every product/],
  ["price > 0 && false", /“false” is never true/],
  ["'a' == 'b' || 1 > 2", /reads no field/],
  ["price < 100 && price > 200", /No value of “price” fits “price < 100” and “price > 200” at once/],
  ["price < 100 && 100 <= price", /at once/],
  ["brand == 'A' && stock > 0 && brand == 'B'", /No value of “brand”/],
])("%s can never be true, and says why", (source, reason) => {
  expect(ruleFault(source, catalog)).toMatch(reason);
});

it.each([
  "price < 2000",
  "price > 100 || rating > 3",
  "brand == 'Nobody'",
  "brand != 7",
  "id == 'x' && score > 0.5",
  "attributes.colour == 'red'",
  "attributes[\"colour\"] in ['red', 'blue']",
  "attributes.size == 3 || attributes.size == 'M'",
  "attributes.organic",
  "!attributes.organic",
  "'S' in attributes.sizes",
  "attributes.sizes.exists(size, size == 'S')",
  "attributes.tags.contains('sale')",
  "attributes.maker.city == 'Graz'",
  "has(attributes.warranty)",
  "timestamp(releasedAt) > timestamp('2026-01-01T00:00:00Z')",
  "releasedAt > '2026-01-01'",
  "price == null",
  "price < 200 && price > 100 && price != 150",
  "price >= 100 && price <= 100",
  "price / 100 > 20 && true",
  "title.size() > 3",
  "price < stock",
  "price <",
])("%s may be true", (source) => {
  expect(ruleFault(source, catalog)).toBeUndefined();
});

it("says nothing of a rule over an empty catalog", () => {
  expect(ruleFault("colour == 'red'", { products: 0, currency: null, fields: [] })).toBeUndefined();
});

it("is right: no rule that it finds fault with is true of a product like those", () => {
  const product = {
    id: "p",
    score: 1,
    from: [],
    effects: [],
    fields: {
      title: "Tent",
      brand: "Fell",
      price: 150,
      stock: 3,
      releasedAt: "2026-05-01T00:00:00.000Z",
      attributes: { colour: "red", tags: "sale, new", sizes: ["S"], organic: true, size: 3, maker: { city: "Graz" } },
    },
  };
  for (const source of [
    "price < '20'",
    "brand == 7",
    "'3' == stock",
    "'sale' in attributes.tags",
    "brand in [1, 2]",
    "brand",
    "price * 2",
    "!(rating > 3)",
    "releasedAt > timestamp('2026-01-01T00:00:00Z')",
    "price.contains('1')",
  ])
    expect(compileExpression(source, "keep")(product, { steps: 1e6, matchingMs: 100 }), source).not.toBe(true);
});
