import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { StatsInputError } from "../degenerate.ts";
import {
  addToHeavyHitters,
  emptyHeavyHitters,
  type HeavyHittersSketch,
  heavyHitters,
  mergeHeavyHitters,
} from "./heavy-hitters.ts";

const word = fc.constantFrom("a", "b", "c", "d", "e", "f", "g", "h", "i", "j");
const skewed = fc.array(fc.oneof({ weight: 3, arbitrary: fc.constantFrom("a", "b") }, { weight: 2, arbitrary: word }), {
  maxLength: 80,
});

function sketchOf(texts: readonly string[], capacity = 3): HeavyHittersSketch {
  const sketch = emptyHeavyHitters(capacity);
  for (const text of texts) addToHeavyHitters(sketch, text);
  return sketch;
}

function expectSound(sketch: HeavyHittersSketch, texts: readonly string[]): void {
  const truth = new Map<string, number>();
  for (const text of texts) truth.set(text, (truth.get(text) ?? 0) + 1);
  expect(sketch.total).toBe(texts.length);
  expect(sketch.counters.size).toBeLessThanOrEqual(sketch.capacity);
  expect(sketch.error).toBeLessThanOrEqual(texts.length / (sketch.capacity + 1));
  for (const [text, weight] of truth) {
    const counter = sketch.counters.get(text) ?? 0;
    expect(counter).toBeLessThanOrEqual(weight);
    expect(weight).toBeLessThanOrEqual(counter + sketch.error);
    if (weight > texts.length / (sketch.capacity + 1)) expect(sketch.counters.has(text)).toBe(true);
  }
}

describe("heavy hitters", () => {
  it("keeps its bounds while adding, and whatever the order of merging", () => {
    fc.assert(
      fc.property(skewed, skewed, skewed, (x, y, z) => {
        const all = [...x, ...y, ...z];
        expectSound(sketchOf(all), all);
        const [a, b, c] = [sketchOf(x), sketchOf(y), sketchOf(z)];
        expectSound(mergeHeavyHitters(mergeHeavyHitters(a, b), c), all);
        expectSound(mergeHeavyHitters(a, mergeHeavyHitters(b, c)), all);
        expect(mergeHeavyHitters(a, b).counters).toEqual(mergeHeavyHitters(b, a).counters);
      }),
    );
  });

  it("is exact while texts fit its counters", () => {
    const sketch = sketchOf(["x", "y", "x", "x"], 5);
    expect(heavyHitters(sketch, 0.5)).toEqual([{ text: "x", atLeast: 3, atMost: 3 }]);
    addToHeavyHitters(sketch, "y", 9);
    expect(heavyHitters(sketch, 0.2).map(({ text }) => text)).toEqual(["y", "x"]);
  });

  it("refuses shares it cannot promise, weights that are none, and capacities that differ", () => {
    expect(() => heavyHitters(emptyHeavyHitters(3), 0.1)).toThrow(StatsInputError);
    expect(() => addToHeavyHitters(emptyHeavyHitters(3), "x", 0)).toThrow(StatsInputError);
    expect(() => emptyHeavyHitters(0)).toThrow(StatsInputError);
    expect(() => mergeHeavyHitters(emptyHeavyHitters(3), emptyHeavyHitters(4))).toThrow(StatsInputError);
    expect(heavyHitters(emptyHeavyHitters(3), 0.5)).toEqual([]);
  });
});
