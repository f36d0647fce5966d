import fc from "fast-check";
import { expect, it } from "vitest";
import { isDegenerate } from "../degenerate.ts";
import { pairedRandomisation } from "../ranking/paired-randomisation.ts";
import { pairedT } from "../ranking/paired-t.ts";
import { seededRandom } from "../seeded-random.ts";
import { meanAbsoluteError, meanError, rootMeanSquaredError } from "./absolute-errors.ts";
import { intervalCoverage } from "./interval-coverage.ts";
import { crpsFromQuantiles, pinballLoss } from "./quantile-forecasts.ts";
import { meanAbsolutePercentageError, symmetricMape, weightedAbsolutePercentageError } from "./relative-errors.ts";
import { meanAbsoluteScaledError, rootMeanSquaredScaledError } from "./scaled-errors.ts";

const value = fc.constantFrom(
  0,
  1,
  2,
  -3,
  1e-300,
  5e-324,
  1e140,
  1e300,
  -1.7e308,
  Number.NaN,
  Number.POSITIVE_INFINITY,
);
const pairs = fc.array(fc.tuple(value, value), { maxLength: 8 });

it("answers data as they come with a finite figure or a stated reason, never a silent NaN or a p of 0", () => {
  const random = seededRandom(1);
  fc.assert(
    fc.property(pairs, fc.array(value, { maxLength: 6 }), (rows, training) => {
      const y = rows.map(([a]) => a);
      const f = rows.map(([, b]) => b);
      const sums = [meanAbsoluteError, meanError, rootMeanSquaredError].map((measure) => measure(y, f));
      const shares = [symmetricMape, weightedAbsolutePercentageError].map((measure) => measure(y, f));
      const scaled = [meanAbsoluteScaledError, rootMeanSquaredScaledError].map((measure) => measure(y, f, training));
      const quantiles = [pinballLoss(y, f, 0.3), crpsFromQuantiles(y, [{ quantile: 0.5, values: f }])];
      for (const result of [...sums, ...shares, ...scaled, ...quantiles, meanAbsolutePercentageError(y, f)])
        expect(isDegenerate(result) || Number.isFinite(result)).toBe(true);
      const inside = intervalCoverage(y, f, f);
      expect(isDegenerate(inside) || Number.isFinite(inside.intervalScore)).toBe(true);
      for (const test of [pairedT(y, f), pairedRandomisation(y, f, { random, samples: 9 })]) {
        if (isDegenerate(test)) continue;
        expect(test.pValue).toBeGreaterThan(0);
        expect(Number.isFinite(test.meanDifference)).toBe(true);
      }
    }),
    { numRuns: 500 },
  );
});
