import type { CapabilityMap, NodeContext } from "@aisle/runtime/node-sdk/capabilities/capability";
import { expressionBudget } from "@aisle/runtime/node-sdk/expression-budget";
import { product } from "@aisle/runtime/node-sdk/product";
import { describe, expect, it } from "vitest";
import { compileExpression } from "./expression.ts";
import { backtrackingPattern } from "./linear-pattern.ts";
import { filter } from "./rules/filter.ts";

const tent = product("t1", 0.5, {
  title: "Tent",
  price: 12900,
  stock: 3,
  brand: "Fell",
  attributes: { colour: "red", weightGrams: 1800 },
});

const evaluate = (source: string, item = tent, budget = expressionBudget()) =>
  compileExpression(source, "keep")(item, budget);

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
    expect(evaluate(source)).toBe(expected);
  });

  it("gives undefined for a product that lacks a field", () => {
    expect(evaluate("rating > 3")).toBeUndefined();
    expect(evaluate("title > 3")).toBeUndefined();
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

describe("patterns", () => {
  it.each([
    ["title.matches('^T')", true],
    ["title.matches('(?i)TENT|yurt')", true],
    ["title.matches('^t')", false],
    ["attributes.colour.matches('\\\\bred\\\\b')", true],
    // The pattern of a field of the product, which is only known in a run.
    ["title.matches(title)", true],
    ["title.matches(price)", undefined],
  ])("%s", (source, expected) => {
    expect(evaluate(source)).toBe(expected);
  });

  it.each([
    ["title.matches('^(?!.*sale)')", "pattern.backtracking", /looks ahead or behind \(“\(\?!”\)/],
    ["title.matches('(?<=a)b')", "pattern.backtracking", /looks ahead or behind/],
    ["title.matches('(a)\\\\1')", "pattern.backtracking", /refers back to a group/],
    ["title.matches('(?<x>a)\\\\k<x>')", "pattern.backtracking", /refers back to a group/],
    ["[title].exists(t, t.matches('a(?=b)'))", "pattern.backtracking", /looks ahead or behind/],
    ["title.matches('[a')", "expression.invalid", /“\[a” is no regular expression: missing closing/],
    ["title.matches('[ab]{900}[ab]{900}[ab]{900}')", "expression.invalid", /repeats too much/],
  ])("refuses %s where it is written", (source, code, message) => {
    expect(() => compileExpression(source, "boosts.1.when")).toThrow(
      expect.objectContaining({
        code,
        message: expect.stringMatching(message),
        details: { field: "boosts.1.when", source },
      }),
    );
  });

  it("compiles what older versions use by the engine that it is given", () => {
    const expression = compileExpression("title.matches('^(?!.*sale)')", "keep", backtrackingPattern);
    expect(expression(tent, expressionBudget())).toBe(true);
    expect(expression(product("s", 1, { title: "tent on sale" }), expressionBudget())).toBe(false);
  });

  it("stops a pattern that is too large for its text, and patterns that take too long in all", () => {
    const long = product("l", 1, { title: "ab".repeat(4000) });
    expect(() => evaluate("title.matches('[ab]{500}c')", long)).toThrow(tooExpensive);
    expect(() => evaluate("title.matches('T')", tent, { steps: 1e6, matchingMs: 0 })).toThrow(tooExpensive);
  });
});

const tooExpensive = expect.objectContaining({ code: "expression.too-expensive" });

describe("the step budget", () => {
  const tags = product("t", 1, {
    tags: Array.from({ length: 30 }, (_, index) => `tag${index}`),
    title: "x".repeat(100),
  });

  it("counts parts, elements and texts down, and leaves what one product did not use", () => {
    const budget = { steps: 1000, matchingMs: 10 };
    expect(evaluate("price < 20000", tent, budget)).toBe(true);
    expect(budget.steps).toBeGreaterThan(980);
    evaluate("tags.all(t, t != 'x')", tags, budget);
    expect(budget.steps).toBeLessThan(900);
    expect(budget.steps).toBeGreaterThan(500);
  });

  it.each([
    ["lists in lists", "tags.all(a, tags.all(b, tags.all(c, a + b != c)))"],
    ["errors that a loop goes over", "tags.exists(a, tags.exists(b, tags.exists(c, a > 3)))"],
    ["errors that “or” goes over", "tags.all(a, tags.all(b, tags.all(c, a != c + b))) || true"],
    ["a list that grows", "cel.bind(a, tags + tags, cel.bind(b, a + a + a + a, b + b + b + b + b + b)).size() > 0"],
    ["a text that grows", `cel.bind(a, ${"title + ".repeat(30)} title, a + a + a + a).size() > 0`],
    ["a list of shared lists", "tags.map(a, tags.map(b, tags)) == tags.map(a, tags.map(b, tags))"],
    ["a shared list as the value", "tags.map(a, tags.map(b, tags.map(c, tags)))"],
    ["a join of shared texts", `tags.map(a, ${"title + ".repeat(20)} title).join(title) != ''`],
    ["a split into characters", `(${"title + ".repeat(20)} title).split('').size() > 0`],
  ])("ends %s", (_name, source) => {
    const budget = { steps: 1500, matchingMs: 10 };
    expect(() => evaluate(source, tags, budget)).toThrow(tooExpensive);
    expect(budget.steps).toBe(0);
    expect(() => evaluate("price < 1", tags, budget)).toThrow(tooExpensive);
  });

  it("ends one product's evaluation before the run's budget", () => {
    const budget = expressionBudget();
    const before = budget.steps;
    expect(() =>
      evaluate("tags.all(a, tags.all(b, tags.all(c, tags.all(d, a + b != c + d + 'x'))))", tags, budget),
    ).toThrow(/more than 100,000 steps for one product/);
    expect(before - budget.steps).toBe(100_000);
  });

  it("is shared by all products of a filter, whose failure setting applies", () => {
    const { prepare, run } = filter;
    const config = { keep: "tags.all(a, a != 'x')", whenUnknown: "drop" } as const;
    const budget = { steps: 300, matchingMs: 10 };
    const ctx = { self: "f", budget } as unknown as NodeContext<keyof CapabilityMap>;
    const keeps = prepare!(config, ctx) as ReturnType<typeof compileExpression>;
    expect(run(ctx, { products: [tags] }, config, keeps)).toEqual({ products: [tags] });
    expect(() => run(ctx, { products: [tags, tags, tags] }, config, keeps)).toThrow(tooExpensive);
  });
});
