import fc from "fast-check";
import { expect, it } from "vitest";
import { isDegenerate } from "../degenerate.ts";
import { normalQuantile } from "../distributions/normal.ts";
import { clusteredQuantileSummary, quantileOfSorted, quantileSummary } from "./quantile-summary.ts";

const values = fc.oneof(
  fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 40, maxLength: 400 }),
  fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 40, maxLength: 400 }),
);

it("finds what sorting all values finds, ties and all", () => {
  fc.assert(
    fc.property(values, fc.double({ min: 0.1, max: 0.9, noNaN: true }), (list, q) => {
      const found = quantileSummary(list, q);
      if (isDegenerate(found)) return;
      const sorted = Float64Array.from(list).sort();
      const z = normalQuantile(0.975);
      const delta = z * Math.sqrt((q * (1 - q)) / list.length);
      const half = (quantileOfSorted(sorted, q + delta) - quantileOfSorted(sorted, q - delta)) / (2 * z);
      expect(found).toEqual({
        n: list.length,
        mean: quantileOfSorted(sorted, q),
        variance: list.length * half * half,
      });
    }),
  );
});

it("tells shoppers apart by numbers that lie close together or far apart", () => {
  fc.assert(
    fc.property(values, (list) => {
      const close = list.map((_, i) => i % 17);
      const found = clusteredQuantileSummary(list, close, 0.5);
      const far = clusteredQuantileSummary(
        list,
        close.map((id) => 1e9 - id * 1e7),
        0.5,
      );
      if (isDegenerate(found)) return expect(far).toEqual(found);
      expect((far as typeof found).mean).toBe(found.mean);
      expect((far as typeof found).variance).toBeCloseTo(found.variance, 6 - Math.ceil(Math.log10(found.variance + 1)));
    }),
  );
});
