import { product } from "@aisle/runtime/node-sdk/product";
import { describe, expect, it } from "vitest";
import { compileExpression } from "./expression.ts";

const tent = product("t1", 0.5, {
  title: "Tent",
  price: 12900,
  stock: 3,
  brand: "Fell",
  attributes: { colour: "red", weightGrams: 1800 },
});

describe("compileExpression", () => {
  it.each([
    ["price < 20000 && stock > 0", true],
    ["price * 2 > 25000", true],
    ["price / 100 == 129", true],
    ["brand in ['Fell', 'Tarn']", true],
    ["attributes.colour == 'red' && attributes.weightGrams < 2000", true],
    ["id == 't1' && score >= 0.5", true],
    ["title.startsWith('T') ? 1.5 : 1.0", 1.5],
  ])("%s", (source, expected) => {
    expect(compileExpression(source, "keep")(tent)).toBe(expected);
  });

  it("gives undefined for a product that lacks a field", () => {
    expect(compileExpression("rating > 3", "keep")(tent)).toBeUndefined();
    expect(compileExpression("title > 3", "keep")(tent)).toBeUndefined();
  });

  it.each([
    ["price >> 3", /cannot be read from “> 3” on \(character 8\)/],
    ["price >", /ends too early/],
    ["nothing(3)", /cannot work/],
  ])("says where %s is wrong", (source, message) => {
    expect(() => compileExpression(source, "keep")).toThrow(
      expect.objectContaining({
        code: "expression.invalid",
        details: { field: "keep", source },
        message: expect.stringMatching(message),
      }),
    );
  });

  it("does not let an expression run away", () => {
    const endless = `${"[1,2,3,4,5,6,7,8,9].all(a, ".repeat(70)}true${")".repeat(70)}`;
    expect(() => compileExpression(endless, "keep")).toThrow(/cannot/);
  });
});
