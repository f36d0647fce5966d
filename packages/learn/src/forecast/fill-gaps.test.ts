import { describe, expect, it } from "vitest";
import { fillGaps } from "./fill-gaps.ts";

const gap = Number.NaN;

describe("fillGaps", () => {
  it("cuts the time before the first sale and bridges gaps", () => {
    const series = fillGaps(Float64Array.of(gap, gap, 2, gap, gap, 8, gap), "linear");
    expect([...series.values]).toEqual([2, 4, 6, 8, 8]);
    expect([series.start, series.filled]).toEqual([2, 3]);
    expect([...fillGaps(Float64Array.of(gap, 2, gap, 8), "zero").values]).toEqual([2, 0, 8]);
  });

  it("gives nothing where nothing is known, and leaves a whole series alone", () => {
    expect(fillGaps(Float64Array.of(gap, gap), "linear").values.length).toBe(0);
    expect(fillGaps(Float64Array.of(1, 0, 2), "zero")).toEqual({
      values: Float64Array.of(1, 0, 2),
      start: 0,
      filled: 0,
    });
  });
});
