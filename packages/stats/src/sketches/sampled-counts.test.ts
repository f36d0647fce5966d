import { expect, it } from "vitest";
import { isDegenerate } from "../degenerate.ts";
import { giniOfExposure } from "../ranking/exposure.ts";
import {
  addToSampledCounts,
  distinctOfSampledCounts,
  emptySampledCounts,
  mergeAllSampledCounts,
} from "./sampled-counts.ts";

const sampled = (texts: readonly string[]) => {
  const sketch = emptySampledCounts(256);
  for (const text of texts) addToSampledCounts(sketch, text);
  return sketch;
};

it("is exact while all texts fit", () => {
  const sketch = sampled(["a", "b", "a", "c", "a"]);
  expect([...sketch.counts.values()].sort()).toEqual([1, 1, 3]);
  expect(distinctOfSampledCounts(sketch)).toEqual({ estimate: 3, relativeError: 0 });
});

it("merges to the same counts in any order and grouping as one stream", () => {
  const parts = [0, 1, 2].map((part) => Array.from({ length: 3000 }, (_, i) => `p${(i * (part + 3)) % 1700}`));
  const [a, b, c] = parts.map(sampled);
  const whole = sampled(parts.flat());
  const sorted = ({ level, counts }: typeof whole) => ({ level, counts: [...counts].sort(([x], [y]) => x - y) });
  expect(sorted(mergeAllSampledCounts([mergeAllSampledCounts([a!, b!]), c!]))).toEqual(sorted(whole));
  expect(sorted(mergeAllSampledCounts([c!, mergeAllSampledCounts([b!, a!])]))).toEqual(sorted(whole));
  expect(sorted(mergeAllSampledCounts([b!, c!, a!]))).toEqual(sorted(whole));
});

it("estimates distinct texts and the Gini of their counts from the sample", () => {
  const count = (i: number) => 1 + (i % 50) ** 2;
  const sketch = emptySampledCounts(512);
  for (let i = 0; i < 20_000; i++) addToSampledCounts(sketch, `sku-${i}`, count(i % 5000));
  const { estimate, relativeError } = distinctOfSampledCounts(sketch);
  expect(Math.abs(estimate / 20_000 - 1)).toBeLessThan(3 * relativeError);
  const all = giniOfExposure(Array.from({ length: 20_000 }, (_, i) => count(i % 5000)));
  const some = giniOfExposure([...sketch.counts.values()]);
  if (isDegenerate(all) || isDegenerate(some)) throw new Error("no Gini");
  expect(Math.abs(some - all)).toBeLessThan(0.05);
});

it("refuses other capacities", () => {
  expect(() => emptySampledCounts(0)).toThrow(/capacity/);
  expect(() => mergeAllSampledCounts([emptySampledCounts(2), emptySampledCounts(3)])).toThrow(/differs/);
  expect(() => mergeAllSampledCounts([])).toThrow(/capacity/);
});
