import { describe, expect, it } from "vitest";
import { normalDraw, seededRandom } from "../seeded-random.ts";
import { anovaF, chiSquareTest, cramersV } from "./association-tests.ts";
import { areaUnderCurve } from "./auc.ts";
import { mrmrOrder } from "./mrmr.ts";
import { binnedMutualInformation, entropyOf } from "./mutual-information.ts";
import { numberClassInformation, numberNumberInformation } from "./neighbour-information.ts";
import { type DiscreteColumn, discreteColumns } from "./selection-data.ts";

const discrete = (codes: number[]): DiscreteColumn => ({
  codes: Uint8Array.from(codes),
  levels: Math.max(...codes) + 1,
});

function congruence(seed: number, length: number): Float64Array {
  let state = BigInt(seed);
  return Float64Array.from({ length }, () => {
    state = (1103515245n * state + 12345n) % 2147483648n;
    return Number(state) / 2147483648;
  });
}

describe("association", () => {
  it("gives the F of a textbook analysis of variance", () => {
    // Wikipedia, "One-way analysis of variance", worked example: F ≈ 9.3, p ≈ .002.
    const groups = [
      [6, 8, 4, 5, 3, 4],
      [8, 12, 9, 11, 6, 8],
      [13, 9, 11, 8, 7, 12],
    ];
    const { statistic, pValue } = anovaF(Float64Array.from([...groups.flat(), Number.NaN]), [
      ...groups.flatMap((g, c) => g.map(() => c)),
      0,
    ]);
    expect(statistic).toBeCloseTo(9.2647, 3);
    expect(pValue).toBeCloseTo(0.0024, 4);
  });

  it("gives the chi-square of a 2 × 2 table", () => {
    // 100 (10·40 − 20·30)² / (30·70·40·60) = .79365, p = .3730.
    const cells: [number, number, number][] = [
      [0, 0, 10],
      [0, 1, 20],
      [1, 0, 30],
      [1, 1, 40],
    ];
    const spread = (side: 0 | 1) =>
      discrete(cells.flatMap((cell) => Array.from({ length: cell[2] }, () => cell[side])));
    const { statistic, pValue } = chiSquareTest(spread(0), spread(1));
    expect(statistic).toBeCloseTo(0.79365, 5);
    expect(pValue).toBeCloseTo(0.373, 4);
    expect(cramersV(spread(0), spread(0))).toBeCloseTo(1, 6);
    expect(cramersV(spread(0), spread(1))).toBeLessThan(0.05);
  });

  it("gives mutual information of known amount, in bins and by neighbours", () => {
    const random = seededRandom(1);
    const n = 4000;
    const rho = 0.8;
    const x = Float64Array.from({ length: n }, () => normalDraw(random));
    const y = x.map((value) => rho * value + Math.sqrt(1 - rho * rho) * normalDraw(random));
    const other = x.map(() => normalDraw(random));
    const known = -0.5 * Math.log(1 - rho * rho);
    expect(numberNumberInformation(x, y)).toBeCloseTo(known, 1);
    expect(numberNumberInformation(x, other)).toBeLessThan(0.03);
    const values = Float64Array.from({ length: n * 3 }, (_, k) => [x, y, other][k % 3]![Math.floor(k / 3)]!);
    const columns = ["x", "y", "other"].map((name) => ({ name, kind: "number" as const }));
    const [a, b, c] = discreteColumns({ columns, rows: n, values }, 16, random) as [
      DiscreteColumn,
      DiscreteColumn,
      DiscreteColumn,
    ];
    expect(binnedMutualInformation(a, b)).toBeGreaterThan(known * 0.85);
    expect(binnedMutualInformation(a, b)).toBeLessThan(known * 1.05);
    expect(binnedMutualInformation(a, c)).toBeLessThan(0.01);
    expect(binnedMutualInformation(a, a)).toBeCloseTo(entropyOf(a), 1);
    // A class that is the sign of x: it tells its own entropy, ln 2.
    const sign = Float64Array.from(x, (value) => (value > 0 ? 1 : 0));
    expect(numberClassInformation(x, sign)).toBeCloseTo(Math.LN2, 1);
    expect(numberClassInformation(other, sign)).toBeLessThan(0.02);
  });

  it("gives mutual information by neighbours as scikit-learn 1.9.1 does, where distances tie", () => {
    // _compute_mi_cd(x, c, 3) and _compute_mi_cc(a / std(a), b / std(b), 3) of sklearn.feature_selection._mutual_info
    // on the numbers of the linear congruence x ← 1103515245 x + 12345 mod 2³¹.
    for (const [seed, n, classOnTenths, numbers] of [
      [1, 200, 0, 0.7318797906864907],
      [7, 60, 0.23607375822182197, 0.8051853047449571],
      [3, 500, 0, 0.7043128589156886],
    ] as const) {
      const drawn = congruence(seed, 2 * n);
      const [a, b] = [drawn.slice(0, n), drawn.slice(n)];
      const classes = b.map((value) => (value < 0.5 ? 1 : 0));
      const tenths = a.map((value, i) => Math.round(value * 20 + classes[i]! * 3) / 10);
      expect(numberClassInformation(tenths, classes)).toBeCloseTo(classOnTenths, 10);
      expect(
        numberNumberInformation(
          a,
          a.map((value, i) => value * 0.6 + b[i]! * 0.4),
        ),
      ).toBeCloseTo(numbers, 10);
    }
    const mixed = (length: number, every: number) =>
      Float64Array.from({ length }, (_, i) => (i > length / 2 - 1 !== (i % every === 0) ? 1 : 0));
    const tenths = Float64Array.from({ length: 24 }, (_, i) => (i + 1) / 10);
    expect(numberClassInformation(tenths, mixed(24, 5))).toBeCloseTo(0.2262673593126885, 12);
    // A class of one row takes no part.
    const withOne = (values: Float64Array, one: number) =>
      Float64Array.from([...values.slice(0, 9), one, ...values.slice(9)]);
    expect(numberClassInformation(withOne(tenths, 0.95), withOne(mixed(24, 5), 2))).toBeCloseTo(0.2262673593126885, 12);
    // Four of each number: the radius is 0, and those equal to it count.
    const fours = Float64Array.from({ length: 40 }, (_, i) => Math.floor(i / 4) / 10);
    expect(numberClassInformation(fours, mixed(40, 6))).toBeCloseTo(0.08750467177378285, 12);
  });

  it("gives no F where classes vary by rounding alone", () => {
    const classes = Array.from({ length: 30 }, (_, i) => i % 3);
    const flat = (values: number[]) =>
      anovaF(
        Float64Array.from(classes, (c, i) => values[c]! * (1 + (i % 2) * 2 ** -52)),
        classes,
      );
    expect(flat([0.1, 0.3, 0.7])).toEqual({ statistic: 0, pValue: 1, degenerate: "constant" });
    expect(flat([0.1, 0.1, 0.1])).toEqual({ statistic: 0, pValue: 1, degenerate: "constant" });
    expect(anovaF(Float64Array.from([1, 1, 2, 2]), [0, 0, 1, 1])).toMatchObject({ pValue: 1, degenerate: "constant" });
    // A large common offset is no reason to refuse, and changes nothing.
    const spread = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3];
    const plain = anovaF(
      Float64Array.from(spread),
      spread.map((_, i) => i % 2),
    );
    const offset = anovaF(
      Float64Array.from(spread, (value) => 1.7e12 + value),
      spread.map((_, i) => i % 2),
    );
    expect(offset.statistic).toBeCloseTo(plain.statistic, 9);
  });

  it("takes a complement before a repetition", () => {
    const random = seededRandom(2);
    const bits = Array.from({ length: 3000 }, () => [
      random() < 0.5 ? 1 : 0,
      random() < 0.5 ? 1 : 0,
      random() < 0.5 ? 1 : 0,
    ]);
    const target = discrete(bits.map(([a, b]) => a! * 2 + b!));
    const columns = [
      discrete(bits.map(([a]) => a!)),
      discrete(bits.map(([a]) => (random() < 0.95 ? a! : 1 - a!))),
      discrete(bits.map(([, b]) => (random() < 0.9 ? b! : 1 - b!))),
      discrete(bits.map(([, , c]) => c!)),
    ];
    const order = mrmrOrder(columns, target, 4);
    expect(order.map((step) => step.column).slice(0, 2)).toEqual([0, 2]);
    expect(order[0]!.redundancy).toBe(0);
  });

  it("gives the area under the curve by pairs, ties at half", () => {
    expect(areaUnderCurve([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8])).toBe(0.75);
    expect(areaUnderCurve([0, 1, 0, 1], [5, 5, 5, 5])).toBe(0.5);
    expect(areaUnderCurve([1, 1], [1, 2])).toBeNaN();
  });
});
