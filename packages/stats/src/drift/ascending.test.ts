import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normalDraw, seededRandom } from "../seeded-random.ts";
import { ascending } from "./ascending.ts";

describe("ascending", () => {
  it("sorts as a typed array does, whatever the shape of a large sample", () => {
    const random = seededRandom(3);
    const shapes: Record<string, () => number> = {
      normal: () => normalDraw(random),
      skewed: () => Math.exp(4 * normalDraw(random)),
      counts: () => Math.floor(random() * 20),
      farApart: () => (random() < 0.5 ? -1e308 : 1e308) * random(),
      nearlyEqual: () => 1e9 + (random() < 0.001 ? 1e6 : random() * 1e-6),
    };
    for (const draw of Object.values(shapes)) {
      const values = Float64Array.from({ length: 20_000 }, draw);
      const expected = values.slice().sort();
      expect(ascending(values)).toEqual(expected);
    }
  });

  it("takes small, constant and empty samples, and leaves its input alone", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { maxLength: 50 }), (values) => {
        const before = [...values];
        expect([...ascending(values)!]).toEqual([...Float64Array.from(before).sort()]);
        expect(values).toEqual(before);
      }),
    );
    expect(ascending(new Float64Array(5000).fill(2))).toEqual(new Float64Array(5000).fill(2));
  });

  it("gives null for what has no order", () => {
    expect(ascending([1, Number.NaN])).toBeNull();
    expect(ascending([1, Number.NEGATIVE_INFINITY])).toBeNull();
  });
});
