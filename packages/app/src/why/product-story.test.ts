import { product } from "@aisle/runtime/node-sdk/product";
import { describe, expect, it } from "vitest";
import { productStory } from "./product-story.ts";
import type { Stage } from "./stage.ts";

const listOf = (...ids: readonly string[]) => ids.map((id, at) => ({ id, score: 1 - at / 10 }));
const stage = (node: string, type: string, part: Partial<Stage>): Stage => ({
  node,
  title: node,
  type,
  config: {},
  answers: false,
  inputs: [],
  items: [],
  ...part,
});
const found = { node: "Best sellers", rank: 1, score: 0.8213 };
const storyOf = (stages: readonly Stage[], shown: Parameters<typeof productStory>[0]["product"], whole = true) =>
  productStory({ stages, product: shown, titleOf: (node) => node, whole });

describe("why a product stands where it stands", () => {
  const best = stage("Best sellers", "find.best-sellers", { items: listOf("a", "b", "c", "d", "e") });
  const rules = stage("Rules", "rules.pin-and-boost", {
    config: { boosts: [{ when: 'brand == "Fell"', factor: 1.5 }] },
    inputs: [["a", "b", "c", "d", "e"]],
    items: listOf("c", "a", "b", "d", "e"),
  });
  const stock = stage("In stock", "rules.in-stock", {
    inputs: [["c", "a", "b", "d", "e"]],
    items: listOf("c", "a", "d", "e"),
  });
  const answer = stage("Answer", "answer.products", {
    answers: true,
    inputs: [["c", "a", "d", "e"]],
    items: listOf("c", "a"),
  });
  const all = [best, rules, stock, answer];

  it("reports who found it, the rule that moved it from where to where, and its stock", () => {
    const shown = {
      ...product("c", 1, { title: "Tent", stock: 14 }, [{ ...found, rank: 3, score: 0.5 }]),
      effects: [{ node: "Rules", rule: "boost", change: "× 1.5" }],
    };
    const story = storyOf(all, shown);
    expect(story.place).toBe(1);
    expect(story.sentence).toBe(
      'Shown 1st: Best sellers found it 3rd with 0.5; Rules moved it up from 3rd to 1st by boost “brand == "Fell"” (× 1.5); in stock, 14 left.',
    );
    expect(story.stages.map(({ title, before, after }) => [title, before, after])).toEqual([
      ["Best sellers", null, 3],
      ["Rules", 3, 1],
      ["In stock", 1, 1],
      ["Answer", 1, 1],
    ]);
  });

  it("reports where a product was dropped, and why", () => {
    const story = storyOf(all, product("b", 1, { stock: 0 }, [{ ...found, rank: 2 }]));
    expect(story.place).toBeNull();
    expect(story.sentence).toBe(
      "Not shown: Best sellers found it 2nd with 0.821; Rules moved it down from 2nd to 3rd; In stock dropped it: sold out.",
    );
  });

  it("reports of a product that the answer had no place for, and of one that nothing found", () => {
    expect(storyOf(all, product("e", 1, {}, [{ ...found, rank: 5 }])).sentence).toContain(
      "Answer had no place for it: the answer has 2, it stood 4th.",
    );
    expect(storyOf(all, product("z", 0, {})).sentence).toBe("Not shown: no step of this run found it.");
  });

  it("quotes a filter, and says when a field is missing", () => {
    const filter = stage("Cheap", "rules.filter", { config: { keep: "price < 5000" }, inputs: [["a", "b"]] });
    const list = stage("Best sellers", "find.best-sellers", { items: listOf("a", "b") });
    const words = (fields: { price?: number }) =>
      storyOf(
        [list, filter, stage("Answer", "answer.products", { answers: true, inputs: [[]] })],
        product("a", 1, fields),
      ).sentence;
    expect(words({ price: 9900 })).toBe(
      "Not shown: Best sellers found it 1st with 1; Cheap dropped it: “price < 5000” is not true for it.",
    );
    expect(words({})).toContain("it lacks a field that “price < 5000” reads");
  });

  it("follows a product through lists that are joined", () => {
    const other = stage("Trending", "find.trending", { items: listOf("x", "a") });
    const fuse = stage("Fuse", "rank.fuse", {
      inputs: [
        ["a", "b", "c", "d", "e"],
        ["x", "a"],
      ],
      items: listOf("a", "x", "b"),
    });
    const story = storyOf([best, other, fuse], product("a", 1, {}, [found, { node: "Trending", rank: 2, score: 3 }]));
    expect(story.sentence).toBe(
      "So far: Best sellers found it 1st with 0.821, Trending 2nd; Fuse joined it from 2 lists, 1st.",
    );
  });

  it("says what it cannot know of a logged answer without candidates", () => {
    const slots = stage("Answer", "answer.products", { answers: true, items: listOf("c", "a") });
    expect(storyOf([slots], product("b", 0, {}), false).sentence).toBe(
      "Not shown: what stood at each step was not stored for this request.",
    );
    const shown = {
      ...product("a", 1, {}, [found]),
      effects: [{ node: "Rules", rule: "diversity", change: "up 1" }],
    };
    expect(storyOf([slots], shown, false).sentence).toContain("diversity (up 1)");
  });
});
