import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { StatsInputError } from "../degenerate.ts";
import {
  addToDistinct,
  type DistinctSketch,
  emptyDistinct,
  estimateDistinct,
  mergeDistinct,
} from "./distinct-sketch.ts";
import { hashText } from "./hash-text.ts";

function sketchOf(texts: Iterable<string>, precision = 12): DistinctSketch {
  const sketch = emptyDistinct(precision);
  addToDistinct(sketch, texts);
  return sketch;
}

function* ids(from: number, to: number): Generator<string> {
  for (let i = from; i < to; i++) yield `shopper-${i}`;
}

describe("distinct sketch", () => {
  it("counts small streams nearly exactly", () => {
    expect(estimateDistinct(emptyDistinct()).estimate).toBe(0);
    for (const n of [1, 10, 100])
      expect(Math.abs(estimateDistinct(sketchOf(ids(0, n))).estimate - n)).toBeLessThan(0.5 + n * 0.02);
  });

  it("stays within its stated relative error: at most 1 in 20 of 60 sketches beyond two, none beyond four", () => {
    for (const n of [500, 5_000, 50_000]) {
      let beyondTwo = 0;
      for (let run = 0; run < 60; run++) {
        const { estimate, relativeError } = estimateDistinct(sketchOf(ids(run * n, (run + 1) * n), 10));
        const errors = Math.abs(estimate / n - 1) / relativeError;
        expect(errors).toBeLessThan(4);
        if (errors > 2) beyondTwo++;
      }
      // 60 sketches, 4.6 % each: 10 or more happen once in 10,000 runs.
      expect(beyondTwo).toBeLessThan(10);
    }
  });

  it("merges associatively, commutatively and idempotently, to what one pass gives", () => {
    const texts = fc.array(fc.string({ maxLength: 4 }), { maxLength: 40 });
    fc.assert(
      fc.property(texts, texts, texts, (x, y, z) => {
        const [a, b, c] = [sketchOf(x, 6), sketchOf(y, 6), sketchOf(z, 6)];
        expect(mergeDistinct(mergeDistinct(a, b), c)).toEqual(mergeDistinct(a, mergeDistinct(b, c)));
        expect(mergeDistinct(a, b)).toEqual(mergeDistinct(b, a));
        expect(mergeDistinct(a, a)).toEqual(a);
        expect(mergeDistinct(mergeDistinct(a, b), c)).toEqual(sketchOf([...x, ...y, ...z], 6));
      }),
    );
  });

  it("refuses precisions that are out of range or differ", () => {
    expect(() => emptyDistinct(3)).toThrow(StatsInputError);
    expect(() => emptyDistinct(19)).toThrow(StatsInputError);
    expect(() => mergeDistinct(emptyDistinct(5), emptyDistinct(6))).toThrow(StatsInputError);
  });
});

describe("hashText", () => {
  it("spreads neighbouring ids evenly over every byte of the hash", () => {
    const n = 51_200;
    for (let byte = 0; byte < 8; byte++) {
      const counts = new Float64Array(256);
      for (const id of ids(0, n)) {
        const at = (hashText(id)[byte >> 2]! >>> (8 * (byte & 3))) & 255;
        counts[at] = counts[at]! + 1;
      }
      const chiSquare = counts.reduce((sum, count) => sum + (count - 200) ** 2 / 200, 0);
      // 255 degrees of freedom: mean 255, sd 22.6; five deviations either way.
      expect(Math.abs(chiSquare - 255)).toBeLessThan(5 * 22.6);
    }
  });

  it("changes about half of its bits when one character changes", () => {
    let changed = 0;
    for (const id of ids(0, 2000)) {
      const [a, b] = [hashText(`${id}a`), hashText(`${id}b`)];
      for (const half of [0, 1] as const) for (let x = a[half] ^ b[half]; x !== 0; x &= x - 1) changed++;
    }
    expect(Math.abs(changed / 2000 - 32)).toBeLessThan(0.6);
  });
});
