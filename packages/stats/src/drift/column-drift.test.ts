import { describe, expect, it } from "vitest";
import { isDegenerate, StatsInputError } from "../degenerate.ts";
import { seededRandom } from "../seeded-random.ts";
import { type ColumnPair, columnDrift } from "./column-drift.ts";
import { dataSetDrift } from "./data-set-drift.ts";

const random = seededRandom("columns");
const uniform = (n: number, shift = 0) => Float64Array.from({ length: n }, () => random() + shift);
const choice = (n: number, ...values: string[]) =>
  Array.from({ length: n }, () => values[Math.floor(random() * values.length)]!);
const numeric = (reference: ArrayLike<number>, current: ArrayLike<number>): ColumnPair => ({
  kind: "numeric",
  reference,
  current,
});
const categorical = (reference: (string | null)[], current: (string | null)[]): ColumnPair => ({
  kind: "categorical",
  reference,
  current,
});

describe("columnDrift", () => {
  it("chooses the test by type, size and number of values, as Evidently does", () => {
    const few = (n: number) => uniform(n).map((x) => Math.floor(x * 4));
    const cases: [ColumnPair, string, number][] = [
      [numeric(uniform(1000), uniform(500)), "kolmogorov-smirnov", 0.05],
      [numeric(uniform(1001), uniform(500)), "wasserstein", 0.1],
      [numeric(few(1000), few(500)), "chi-square", 0.05],
      [numeric(few(1001), few(500)), "jensen-shannon", 0.1],
      [numeric([0, 1, 1], [1, 0]), "z", 0.05],
      [categorical(choice(1000, "a", "b", "c"), choice(90, "a", "b", "c")), "chi-square", 0.05],
      [categorical(choice(1000, "a", "b"), choice(90, "a", "b")), "z", 0.05],
      [categorical(choice(1001, "a", "b"), choice(90, "a", "b")), "jensen-shannon", 0.1],
    ];
    for (const [column, test, threshold] of cases) expect(columnDrift(column)).toMatchObject({ test, threshold });
  });

  it("finds drift where there is drift, and none where there is none", () => {
    for (const n of [600, 3000]) {
      expect(columnDrift(numeric(uniform(n), uniform(n, 0.2)))).toMatchObject({ drifted: true });
      expect(columnDrift(numeric(uniform(n), uniform(n)), { significance: 1e-4 })).toMatchObject({ drifted: false });
      expect(columnDrift(categorical(choice(n, "a", "b", "c"), choice(n, "a", "a", "a", "b", "c")))).toMatchObject({
        drifted: true,
      });
    }
  });

  it("reads a category never seen before as drift, with a finite score, at any size", () => {
    for (const n of [50, 5000]) {
      const result = columnDrift(categorical(choice(n, "a", "b"), [...choice(n, "a", "b"), "new"]));
      expect(result).toMatchObject({ drifted: true, unseen: ["new"] });
      expect(isDegenerate(result) || Number.isFinite(result.score)).toBe(true);
    }
    const tolerant = columnDrift(categorical(choice(5000, "a", "b"), [...choice(5000, "a", "b"), "new"]), {
      unseenShare: 0.01,
    });
    expect(tolerant).toMatchObject({ drifted: false, unseen: ["new"] });
    expect(columnDrift(categorical(["a", "a"], ["b", "b"]))).toMatchObject({ test: "z", drifted: true });
  });

  it("leaves missing values out and counts them", () => {
    expect(columnDrift(numeric([1, Number.NaN, 2, 3], [1, 2, 3, 2]))).toMatchObject({
      missingShare: { reference: 0.25, current: 0 },
    });
    expect(columnDrift(categorical(["a", null, "b", "a"], [null, null, "a", "b"]))).toMatchObject({
      missingShare: { reference: 0.25, current: 0.5 },
    });
  });

  it("has an answer for constant columns and a reason for empty or infinite ones", () => {
    expect(columnDrift(numeric([5, 5], [5]))).toMatchObject({ drifted: false, score: 1 });
    expect(columnDrift(categorical(["a"], ["a", "a"]))).toMatchObject({ drifted: false, score: 1 });
    expect(columnDrift(numeric(new Float64Array(2000).fill(5), [5]))).toMatchObject({ drifted: false, score: 0 });
    expect(columnDrift(numeric([Number.NaN], [1]))).toMatchObject({ degenerate: "empty" });
    expect(columnDrift(numeric([1], []))).toMatchObject({ degenerate: "empty" });
    const infinite = [1, 2, 3, 4, 5, 6, Number.POSITIVE_INFINITY];
    expect(columnDrift(numeric(infinite, [1]))).toMatchObject({ degenerate: "not-finite" });
  });
});

describe("dataSetDrift", () => {
  it("drifts when half of the columns do, and counts columns without an answer among all", () => {
    const moved = numeric(uniform(600), uniform(600, 1));
    const still = categorical(["a", "b"], ["a", "b"]);
    const empty = numeric([], [1]);
    expect(
      dataSetDrift([
        ["a", moved],
        ["b", still],
      ]),
    ).toMatchObject({ driftedShare: 0.5, drifted: true });
    expect(
      dataSetDrift([
        ["a", moved],
        ["b", still],
        ["c", empty],
      ]),
    ).toMatchObject({ driftedColumns: 1, drifted: false });
    expect(
      dataSetDrift(
        [
          ["a", moved],
          ["b", still],
          ["c", still],
        ],
        { driftShare: 0.3 },
      ),
    ).toMatchObject({ drifted: true });
    expect(
      dataSetDrift([
        ["a", moved],
        ["c", empty],
      ]),
    ).toMatchObject({
      columns: [
        { name: "a", result: { test: "kolmogorov-smirnov", drifted: true } },
        { name: "c", result: { degenerate: "empty" } },
      ],
    });
    expect(dataSetDrift([])).toMatchObject({ degenerate: "empty" });
    expect(() => dataSetDrift([["a", still]], { driftShare: 0 })).toThrow(StatsInputError);
  });
});
