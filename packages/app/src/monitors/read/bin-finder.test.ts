import { binOf } from "@aisle/stats/drift/bin-edges";
import fc from "fast-check";
import { expect, it } from "vitest";
import { BinFinder } from "./bin-finder.ts";

const number = fc.oneof(
  fc.float({ noNaN: true, noDefaultInfinity: true }),
  fc.integer({ min: -50, max: 50 }),
  fc.constantFrom(-3.4e38, 3.4e38, 0, -0, 1e-45, 1e-320),
);

it("puts each value where a search among the cuts does, however the cuts lie", () => {
  fc.assert(
    fc.property(fc.array(number, { minLength: 1, maxLength: 25 }), fc.array(number), (cuts, others) => {
      const edges = Float64Array.from(new Set(cuts.map((cut) => cut + 0))).sort();
      const values = Float32Array.from([...others, ...edges]);
      const found = new Float64Array(edges.length + 3);
      new BinFinder(edges).add(values, 2, found, 2);
      const expected = new Float64Array(edges.length + 3);
      for (const value of values) expected[2 + binOf(edges, value)]! += 2;
      expect(found).toEqual(expected);
    }),
  );
});
