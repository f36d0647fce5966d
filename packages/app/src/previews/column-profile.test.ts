import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { columnProfile } from "./column-profile.ts";

describe("the profile of a column", () => {
  it("reports range, middle and histogram of numbers, and what is missing", () => {
    const profile = columnProfile("price", [1, 2, 3, 4, 100, null, "", 4]);
    expect(profile).toMatchObject({ type: "number", missing: 0.25, distinct: 5 });
    expect(profile.range).toEqual({ min: 1, median: 3.5, max: 100, bins: [5, 0, 0, 0, 0, 0, 0, 0, 0, 1] });
  });

  it("reports the most frequent values of texts", () => {
    const profile = columnProfile("brand", ["b", "a", "a", "c", "c", "c", "d"]);
    expect(profile).toMatchObject({ type: "text", distinct: 4 });
    expect(profile.top).toEqual([
      { value: "c", count: 3 },
      { value: "a", count: 2 },
      { value: "b", count: 1 },
    ]);
  });

  it("reports dates, yes and no, mixtures and nothing apart", () => {
    expect(columnProfile("at", ["2026-01-01", "2026-01-03T00:00:00Z"])).toMatchObject({
      type: "date",
      range: { median: Date.parse("2026-01-02") },
    });
    expect(columnProfile("sold", [true, false]).type).toBe("yes-no");
    expect(columnProfile("odd", [1, "a"]).type).toBe("mixed");
    expect(columnProfile("tags", [["a"], { b: 1 }]).type).toBe("mixed");
    expect(columnProfile("gone", [null, null])).toEqual({ name: "gone", type: "empty", missing: 1, distinct: 0 });
    expect(columnProfile("none", [])).toMatchObject({ type: "empty", missing: 0 });
  });

  it("puts every number into one bin, and the middle between the ends", () => {
    const numbers = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 });
    fc.assert(
      fc.property(numbers, (values) => {
        const { range } = columnProfile("n", values);
        expect(range!.bins.reduce((sum, bin) => sum + bin, 0)).toBe(values.length);
        expect(range!.min <= range!.median && range!.median <= range!.max).toBe(true);
      }),
    );
  });
});
