import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isDegenerate, StatsInputError } from "../degenerate.ts";
import { jensenShannon } from "../drift/share-distances.ts";
import { type Dimension, type Explanation, explainRateChange, explainTotalChange } from "./explain-change.ts";
import type { Segment } from "./segments.ts";
import { surprise } from "./surprise.ts";

const list = (...rows: [string, number, number][]): Segment[] =>
  rows.map(([name, numerator, denominator]) => ({ name, numerator, denominator }));

function sound(result: readonly Explanation[] | { degenerate: string }): readonly Explanation[] {
  if (isDegenerate(result)) throw new Error(result.detail);
  return result as readonly Explanation[];
}

/** Clicks over impressions: phones lost a third of their clicks; regions and versions moved in step. */
const device: Dimension = {
  name: "device",
  before: list(["phone", 600, 10_000], ["desktop", 500, 10_000], ["tablet", 100, 2_000]),
  after: list(["phone", 400, 10_000], ["desktop", 505, 10_000], ["tablet", 98, 2_000]),
};
const region: Dimension = {
  name: "region",
  before: list(["north", 600, 11_000], ["south", 600, 11_000]),
  after: list(["north", 500, 11_000], ["south", 503, 11_000]),
};

describe("explainRateChange", () => {
  it("puts the dimension and segment that moved first", () => {
    const [first, second] = sound(explainRateChange([region, device]));
    expect(first).toMatchObject({ dimension: "device", segments: [{ name: "phone" }] });
    expect(first!.segments[0]!.power).toBeCloseTo(200 / 197, 10);
    expect(first!.segments[0]!.mix).toBeCloseTo(0, 12);
    expect(second!.dimension).toBe("region");
    expect(first!.surprise).toBeGreaterThan(second!.surprise);
    expect(first!.simpson!.trap).toBe("none");
  });

  it("says so when the mix, not behaviour, made the change", () => {
    const shifted: Dimension = {
      name: "traffic",
      before: list(["brand", 900, 10_000], ["display", 100, 10_000]),
      after: list(["brand", 460, 5_000], ["display", 153, 15_000]),
    };
    const [explanation] = sound(explainRateChange([shifted]));
    expect(explanation!.simpson!.trap).toBe("reversal");
    for (const named of explanation!.segments) expect(Math.abs(named.mix!)).toBeGreaterThan(Math.abs(named.rate!));
  });

  it("gives powers that sum to 1 over a dimension when nothing is held back", () => {
    const row = fc.tuple(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 500, max: 9000 }));
    const rows = fc.array(fc.tuple(row, row), { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(rows, (pairs) => {
        const dimension: Dimension = {
          name: "any",
          before: pairs.map(([[n, d]], i) => ({ name: `s${i}`, numerator: n, denominator: d })),
          after: pairs.map(([, [n, d]], i) => ({ name: `s${i}`, numerator: n, denominator: d })),
        };
        const all = { minPower: Number.NEGATIVE_INFINITY, enoughPower: Number.POSITIVE_INFINITY };
        const result = explainRateChange([dimension], all);
        if (isDegenerate(result)) return;
        const moved = result[0]!;
        const slack = 1e-9 * moved.segments.reduce((sum, s) => sum + Math.abs(s.power), 0);
        expect(Math.abs(moved.segments.reduce((sum, s) => sum + s.power, 0) - 1)).toBeLessThan(slack);
      }),
    );
  });

  it("says when nothing changed, and refuses dimensions that do not add up alike", () => {
    const still = { ...region, after: region.before };
    expect(explainRateChange([still])).toMatchObject({ degenerate: "constant" });
    expect(explainRateChange([])).toMatchObject({ degenerate: "empty" });
    const partial = { ...region, after: list(["north", 500, 11_000]) };
    expect(() => explainRateChange([device, partial])).toThrow(StatsInputError);
    const negative = { ...region, after: list(["north", -5, 11_000]) };
    expect(() => explainRateChange([negative])).toThrow(StatsInputError);
  });
});

describe("explainTotalChange", () => {
  it("ranks revenue that fell from 100 to 50 by three dimensions, as the Adtributor paper argues (powers by hand)", () => {
    const dimension = (name: string, ...rows: [string, number, number][]): Dimension => ({
      name,
      before: rows.map(([element, forecast]) => ({ name: element, numerator: forecast, denominator: 1 })),
      after: rows.map(([element, , actual]) => ({ name: element, numerator: actual, denominator: 1 })),
    });
    const centre = dimension("data centre", ["X", 94, 47], ["Y", 6, 3]);
    const advertiser = dimension("advertiser", ["A1", 50, 24], ["A2", 20, 21], ["A3", 20, 4], ["A4", 10, 1]);
    const browser = dimension("device", ["PC", 50, 49], ["mobile", 25, 1], ["tablet", 25, 0]);
    const pad = (d: Dimension, rows: number): Dimension => ({
      ...d,
      before: d.before.map((s) => ({ ...s, denominator: 12 / rows })),
      after: d.after.map((s) => ({ ...s, denominator: 12 / rows })),
    });
    const ranked = sound(explainTotalChange([pad(centre, 2), pad(advertiser, 4), pad(browser, 3)]));
    expect(ranked.map(({ dimension: name }) => name)).toEqual(["device", "advertiser", "data centre"]);
    expect(ranked[0]!.segments.map(({ name }) => name)).toEqual(["tablet", "mobile"]);
    expect(ranked[0]!.power).toBeCloseTo(0.98, 12);
    expect(ranked[2]!).toMatchObject({ power: expect.closeTo(0.94, 12), surprise: 0 });
  });

  it("says when the sum did not change", () => {
    const swap: Dimension = {
      name: "s",
      before: list(["a", 1, 1], ["b", 2, 1]),
      after: list(["a", 2, 1], ["b", 1, 1]),
    };
    expect(explainTotalChange([swap])).toMatchObject({ degenerate: "constant" });
  });
});

describe("surprise", () => {
  it("sums to the Jensen–Shannon divergence over a dimension", () => {
    const counts = fc.array(fc.tuple(fc.integer({ min: 0, max: 90 }), fc.integer({ min: 0, max: 90 })), {
      minLength: 1,
    });
    fc.assert(
      fc.property(counts, (rows) => {
        const p = [...rows.map(([x]) => x), 1];
        const q = [...rows.map(([, y]) => y), 1];
        const total = (values: number[]) => values.reduce((sum, x) => sum + x, 0);
        const sum = total(p.map((x, k) => surprise(x / total(p), q[k]! / total(q))));
        expect(sum).toBeCloseTo((jensenShannon(p, q) as number) ** 2, 10);
      }),
    );
    expect(surprise(0, 0)).toBe(0);
    expect(surprise(0.3, 0)).toBeCloseTo(0.15 * Math.LN2, 12);
  });
});
