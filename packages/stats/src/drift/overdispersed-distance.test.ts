import { describe, expect, it } from "vitest";
import { isDegenerate } from "../degenerate.ts";
import { fSf } from "../distributions/f-distribution.ts";
import { seededRandom } from "../seeded-random.ts";
import { overdispersedDistance, type ScaledDistance } from "./overdispersed-distance.ts";
import { jensenShannon } from "./share-distances.ts";

const bins = 8;

/** Rows in runs of ten equal ones: as autocorrelated as rows can be. */
function counts(rows: number, random: () => number, lean = 0): number[] {
  const found = new Array<number>(bins).fill(0);
  for (let i = 0; i < rows / 10; i++) found[Math.floor(bins * random() ** (1 + lean))]! += 10;
  return found;
}

const distance = (a: readonly number[], b: readonly number[]): ScaledDistance => {
  const sum = (all: readonly number[]) => all.reduce((x, y) => x + y, 0);
  return { distance: jensenShannon(a, b) as number, scale: 1 / sum(a) + 1 / sum(b) };
};
const rest = (all: readonly (readonly number[])[], without: number) =>
  all.reduce(
    (sum, part, i) => (i === without ? sum : sum.map((x, bin) => x + part[bin]!)),
    new Array<number>(bins).fill(0),
  );

function pValue(random: () => number, lean: number): number {
  const parts = Array.from({ length: 4 }, () => counts(200, random));
  const scaled = parts.map((part, i) => distance(rest(parts, i), part));
  const result = overdispersedDistance(distance(rest(parts, -1), counts(200, random, lean)), scaled, bins);
  return isDegenerate(result) ? 1 : result.pValue;
}

describe("overdispersedDistance", () => {
  it("is the F of the squares per scale, by hand", () => {
    const result = overdispersedDistance(
      { distance: 0.4, scale: 0.02 },
      [
        { distance: 0.2, scale: 0.04 },
        { distance: 0.1, scale: 0.04 },
      ],
      5,
    );
    // 0.16 / 0.02 = 8 over the mean of 1 and 0.25.
    expect(result).toMatchObject({ f: expect.closeTo(12.8, 10), dispersion: expect.closeTo(0.625, 12) });
    expect((result as { pValue: number }).pValue).toBeCloseTo(fSf(12.8, 4, 8), 12);
  });

  it("is at most as often below .05 as it should be where rows come in runs, and sure of what differs", () => {
    const random = seededRandom(5);
    const runs = 400;
    let rejected = 0;
    let found = 0;
    for (let run = 0; run < runs; run++) {
      if (pValue(random, 0) < 0.05) rejected++;
      if (pValue(random, 6) < 0.01) found++;
    }
    // Parts are nearer to each other's rest than a window is to all: somewhat more than .05, within the error of 400 runs.
    expect(rejected / runs).toBeLessThan(0.09);
    expect(found / runs).toBeGreaterThan(0.75);
  });

  it("says when there are no parts, none differs, or the input is no distance", () => {
    expect(overdispersedDistance({ distance: 0.1, scale: 1 }, [], 3)).toMatchObject({ degenerate: "empty" });
    expect(overdispersedDistance({ distance: 0.1, scale: 1 }, [{ distance: 0, scale: 1 }], 3)).toMatchObject({
      degenerate: "constant",
    });
    for (const bad of [
      { distance: -1, scale: 1 },
      { distance: Number.NaN, scale: 1 },
      { distance: 1, scale: 0 },
    ])
      expect(() => overdispersedDistance(bad, [{ distance: 1, scale: 1 }], 3)).toThrow();
  });
});
