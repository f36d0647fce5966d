import { product } from "@aisle/runtime/node-sdk/product";
import { expect, it } from "vitest";
import { productField } from "./product-field.ts";

const tent = product("t1", 0.5, { price: 100, attributes: { colour: "red" } });

it.each([
  ["score", 0.5],
  ["id", "t1"],
  ["price", 100],
  ["colour", "red"],
  ["attributes.colour", "red"],
  ["weight", undefined],
  // What every object has is no field of a product's.
  ["constructor", undefined],
  ["toString", undefined],
  ["attributes.constructor", undefined],
])("%s", (name, expected) => {
  expect(productField(tent, name)).toBe(expected);
});

it("takes attributes that are no object for none", () => {
  expect(productField(product("t1", 1, { attributes: "red" }), "length")).toBeUndefined();
  expect(productField(product("t1", 1, { attributes: null }), "colour")).toBeUndefined();
});
