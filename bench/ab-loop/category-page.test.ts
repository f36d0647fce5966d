import { expect, it } from "vitest";
import { categoryPage } from "./category-page.ts";

it("has the rate and the lift that were asked for, exactly", () => {
  const { effect, items } = categoryPage({ rate: 0.8, lift: 0.05 });
  expect(effect.control).toBeCloseTo(0.8, 3);
  expect(effect.relative).toBeCloseTo(0.05, 3);
  const by = (field: "relevance" | "margin") =>
    [...items]
      .sort((a, b) => b[field] - a[field])
      .slice(0, 8)
      .map(({ id }) => id);
  expect(by("relevance")).toEqual(["p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8"]);
  expect(by("margin")).toEqual(["p0", "p2", "p3", "p4", "p5", "p6", "p7", "p8"]);
  expect(categoryPage({ rate: 0.8, lift: 0 }).effect.relative).toBeCloseTo(0, 3);
});
