import { describe, expect, it } from "vitest";
import { seededRandom, shuffle } from "./seeded-random.ts";
import { checkpoint, randomOf, sharedCancelSignal, TrainingCancelled } from "./training-control.ts";

describe("training control", () => {
  it("reports, and stops as soon as the listener or another thread says so", () => {
    const seen: number[] = [];
    const abort = new AbortController();
    const onProgress = ({ done }: { done: number }) => {
      seen.push(done);
      if (done === 2) abort.abort();
    };
    const control = { signal: abort.signal, onProgress };
    checkpoint(control, { stage: "trees", done: 1, total: 3 });
    expect(() => checkpoint(control, { stage: "trees", done: 2, total: 3 })).toThrow(TrainingCancelled);
    expect(() => checkpoint(control, { stage: "trees", done: 3, total: 3 })).toThrow(TrainingCancelled);
    expect(seen).toEqual([1, 2]);

    const outside = sharedCancelSignal();
    const inside = sharedCancelSignal(outside.buffer);
    expect(inside.signal.aborted).toBe(false);
    outside.cancel();
    expect(inside.signal.aborted).toBe(true);
  });

  it("is repeatable by default", () => {
    expect(randomOf({})()).toBe(randomOf({})());
  });
});

describe("seeded random", () => {
  it("repeats by seed, differs between seeds, and is uniform", () => {
    const random = seededRandom(42);
    const again = seededRandom(42);
    const other = seededRandom(43);
    const bins = new Int32Array(10);
    let same = 0;
    for (let i = 0; i < 100_000; i++) {
      const value = random();
      expect(value).toBe(again());
      if (value === other()) same++;
      bins[Math.floor(value * 10)]!++;
    }
    // Chi-square with 9 degrees of freedom: 27.9 is its 99.9 % point.
    expect(bins.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0)).toBeLessThan(27.9);
    expect(same).toBeLessThan(5);
  });

  it("shuffles without losing a value", () => {
    const values = shuffle(
      Int32Array.from({ length: 50 }, (_, i) => i),
      seededRandom(3),
    );
    expect([...values].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i));
    expect([...values]).not.toEqual(Array.from({ length: 50 }, (_, i) => i));
  });
});
