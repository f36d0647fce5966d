import fc from "fast-check";
import { expect, it } from "vitest";
import { type Condition, readConditions, writeConditions } from "./condition-text.ts";

it.each([
  ["price < 5000", { join: "and", parts: [{ field: "price", operator: "<", value: 5000 }] }],
  [
    "brand == 'Fell' && attributes.colour != \"red\"",
    {
      join: "and",
      parts: [
        { field: "brand", operator: "==", value: "Fell" },
        { field: "attributes.colour", operator: "!=", value: "red" },
      ],
    },
  ],
  [
    '!(id in ["a", "b"]) || title.contains("tent")',
    {
      join: "or",
      parts: [
        { field: "id", operator: "not-in", value: ["a", "b"] },
        { field: "title", operator: "contains", value: "tent" },
      ],
    },
  ],
  [
    '"sale" in attributes.tags || attributes["Size EU"] >= -1.5',
    {
      join: "or",
      parts: [
        { field: "attributes.tags", operator: "has-item", value: "sale" },
        { field: "attributes.Size EU", operator: ">=", value: -1.5 },
      ],
    },
  ],
  ["attributes.sale == true", { join: "and", parts: [{ field: "attributes.sale", operator: "==", value: true }] }],
  ["", { join: "and", parts: [] }],
])("reads %s", (text, conditions) => {
  expect(readConditions(text)).toEqual(conditions);
});

it.each([
  "price <",
  "price. < 5",
  "price * 2 < 5",
  "price < 5 && stock > 0 || brand == 'x'",
  "(price < 5)",
  "price < stock",
  "attributes.size.eu == 1",
  "title.size() > 3",
  "!(price < 5)",
  "has(attributes.colour)",
  "price < 99999999999999999999",
  "price in [1, 2",
  "price < 5 &&",
  "in < 5",
  'brand == "\\x41"',
  "price < 5u",
  "price < 1e3",
])("leaves %s as text", (text) => {
  expect(readConditions(text)).toBeUndefined();
});

const field = fc.oneof(
  fc.constantFrom("price", "brand", "id", "attributes.colour", "attributes.in", "attributes.Size EU", "attributes.a.b"),
  fc.string({ minLength: 1, maxLength: 8 }).map((key) => `attributes.${key}`),
);
const text = fc.string({ unit: "grapheme", maxLength: 12 });
const number = fc.oneof(
  fc.integer(),
  fc.integer({ min: -1e6, max: 1e6 }).map((value) => value / 100),
);
const literal = fc.oneof(text, number);
const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({
    field,
    operator: fc.constantFrom("==", "!=", "<", "<=", ">", ">="),
    value: fc.oneof(literal, fc.boolean()),
  }),
  fc.record({ field, operator: fc.constantFrom("contains", "startsWith"), value: text }),
  fc.record({
    field,
    operator: fc.constantFrom("in", "not-in"),
    value: fc.oneof(fc.array(text, { maxLength: 4 }), fc.array(number, { maxLength: 4 })),
  }),
  fc.record({ field, operator: fc.constant("has-item" as const), value: literal }),
);

it("reads back every condition that it writes", () => {
  const all = fc.record({
    join: fc.constantFrom("and" as const, "or" as const),
    parts: fc.array(condition, { minLength: 2, maxLength: 4 }),
  });
  fc.assert(
    fc.property(all, (conditions) => {
      expect(readConditions(writeConditions(conditions))).toEqual(conditions);
    }),
  );
});
