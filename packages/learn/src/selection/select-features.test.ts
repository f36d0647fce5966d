import { describe, expect, it } from "vitest";
import { normalDraw, type Random, seededRandom } from "../seeded-random.ts";
import { TrainingCancelled } from "../training-control.ts";
import type { FeatureColumn, LabelledMatrix } from "../trees/feature-matrix.ts";
import { columnFaults } from "./column-faults.ts";
import { designColumns } from "./design-columns.ts";
import { l1Path } from "./l1-path.ts";
import { redundancyClusters, similarities } from "./redundancy-clusters.ts";
import { selectFeatures } from "./select-features.ts";

type Column = [name: string, kind: FeatureColumn["kind"], of: (i: number, base: number[]) => number];

function wide(rows: number, seed: number, regression = false): LabelledMatrix {
  const random: Random = seededRandom(seed);
  const bases = Array.from({ length: rows }, () => Array.from({ length: 8 }, () => normalDraw(random)));
  const signal = (b: number[]) => 1.5 * b[0]! + b[1]! * b[2]! * 2 - b[3]!;
  const labels = Float64Array.from(bases, (b) =>
    regression ? signal(b) + 0.3 * normalDraw(random) : random() < 1 / (1 + Math.exp(-signal(b))) ? 1 : 0,
  );
  const columns: Column[] = [
    ["price", "number", (_, b) => b[0]!],
    ["priceCents", "number", (_, b) => Math.fround(100 * b[0]!) * 1],
    ["priceAgain", "number", (_, b) => 3 - 2 * b[0]!],
    ["views", "number", (_, b) => b[1]!],
    ["depth", "number", (_, b) => b[2]!],
    ["age", "number", (_, b) => b[3]!],
    ["ageBand", "number", (_, b) => b[3]! + 0.02 * b[4]!],
    ["noise1", "number", (_, b) => b[5]!],
    ["noise2", "number", (_, b) => b[6]!],
    ["market", "category", (_, b) => Math.floor(Math.abs(b[7]!) * 4)],
    ["empty", "number", (i) => (i % 50 === 0 ? 1 : Number.NaN)],
    ["always", "number", () => 7],
    ["row", "number", (i) => i * 3],
    [
      "orderTotal",
      "number",
      (i) => (regression ? labels[i]! * 10 + 0.1 * normalDraw(random) : labels[i] === 1 ? 20 + random() : Number.NaN),
    ],
  ];
  const values = new Float64Array(rows * columns.length);
  for (let i = 0; i < rows; i++)
    for (const [j, [, , of]] of columns.entries()) values[i * columns.length + j] = of(i, bases[i]!);
  return { columns: columns.map(([name, kind]) => ({ name, kind })), rows, values, labels };
}

describe("selectFeatures", () => {
  for (const regression of [false, true]) {
    it(`keeps what matters and says why of each column (${regression ? "a number" : "two classes"})`, {
      timeout: 60_000,
    }, () => {
      const data = wide(2500, 1, regression);
      const task = regression ? ({ kind: "regression" } as const) : ({ kind: "classification", classes: 2 } as const);
      const { selected, verdicts } = selectFeatures(data, { task, maxColumns: 4, stabilityPairs: 4 });
      const code = Object.fromEntries(verdicts.map((verdict) => [verdict.column, verdict.code]));
      expect(verdicts.map((verdict) => verdict.column)).toEqual(data.columns.map((column) => column.name));
      expect(code).toMatchObject({
        priceAgain: "duplicate",
        empty: "missing",
        always: "constant",
        row: "identifier",
        orderTotal: "leak",
      });
      expect(code.noise1).toBe("weak");
      expect(code.market).toBe("weak");
      expect([code.age, code.ageBand].sort()).toEqual(["redundant", "selected"]);
      expect(`${code.price} ${code.priceCents}`).toMatch(/duplicate|selected/);
      expect(selected.map((name) => name.replace("Cents", "").replace("Band", "")).sort()).toEqual([
        "age",
        "depth",
        "price",
        "views",
      ]);
      for (const verdict of verdicts) expect(verdict.reason).toMatch(verdict.selected ? /^Selected: / : /^Dropped/);
      expect(verdicts.find((verdict) => verdict.column === "orderTotal")!.reason).toMatch(/known before the outcome/);
      expect(verdicts.find((verdict) => verdict.column === "priceAgain")!.insteadUse).toMatch(/^price/);
    });
  }

  it("believes the user about a trusted column, can be cancelled, and repeats itself", { timeout: 60_000 }, () => {
    const data = wide(800, 2);
    const task = { kind: "classification", classes: 2 } as const;
    const options = { task, trusted: ["orderTotal"], stabilityPairs: 2 };
    const first = selectFeatures(data, options);
    expect(first.selected[0]).toBe("orderTotal");
    expect(selectFeatures(data, options)).toEqual(first);
    const abort = new AbortController();
    const onProgress = ({ stage }: { stage: string }) => stage === "trees" && abort.abort();
    expect(() => selectFeatures(data, options, { signal: abort.signal, onProgress })).toThrow(TrainingCancelled);
  });
});

describe("column faults", () => {
  it("calls no honest column faulty", () => {
    const random = seededRandom(3);
    const columns: FeatureColumn[] = ["a", "b", "c"].map((name) => ({
      name,
      kind: name === "c" ? "category" : "number",
    }));
    const values = Float64Array.from({ length: 900 }, (_, k) =>
      k % 3 === 2 ? Math.floor(random() * 5) : random() < 0.3 ? Number.NaN : Math.floor(random() * 50),
    );
    expect(columnFaults({ columns, rows: 300, values })).toEqual([undefined, undefined, undefined]);
  });

  it("sees a category copied under other codes", () => {
    const random = seededRandom(4);
    const codes = Array.from({ length: 200 }, () => Math.floor(random() * 6));
    const columns: FeatureColumn[] = [
      { name: "a", kind: "category" },
      { name: "b", kind: "category" },
    ];
    const values = Float64Array.from(codes.flatMap((code) => [code, [9, 4, 7, 1, 30, 2][code]!]));
    expect(columnFaults({ columns, rows: 200, values })).toEqual([undefined, { kind: "duplicate", of: 0 }]);
  });
});

describe("linear path and clusters", () => {
  it("meets the optimality conditions of the lasso at its end", () => {
    const random = seededRandom(5);
    const rows = 300;
    const columns = Array.from({ length: 6 }, (_, j) => ({ name: `x${j}`, kind: "number" as const }));
    const values = Float64Array.from({ length: rows * 6 }, () => normalDraw(random));
    const design = designColumns(
      { columns, rows, values },
      Int32Array.from({ length: rows }, (_, i) => i),
    );
    for (const family of ["linear", "logistic"] as const) {
      const score = Float64Array.from(
        { length: rows },
        (_, i) => 2 * values[i * 6]! - values[i * 6 + 3]! + 0.5 * normalDraw(random),
      );
      const target = family === "linear" ? score : score.map((s) => (s > 0 ? 1 : 0));
      const least = 0.1;
      const { entry, weights } = l1Path(design, target, 6, { family, steps: 20, least });
      const mean = target.reduce((sum, y) => sum + y, 0) / rows;
      const slopeOf = (d: number, residual: (i: number) => number) =>
        design[d]!.values.reduce((sum, x, i) => sum + x * residual(i), 0) / rows;
      const penalty = least * Math.max(...design.map((_, d) => Math.abs(slopeOf(d, (i) => target[i]! - mean))));
      let intercept = mean;
      const linear = (i: number) => design.reduce((sum, column, d) => sum + weights[d]! * column.values[i]!, 0);
      if (family === "logistic") {
        intercept = 0;
        for (let step = 0; step < 200; step++)
          intercept +=
            2 * (mean - target.reduce((sum, _, i) => sum + 1 / (1 + Math.exp(-intercept - linear(i))), 0) / rows);
      }
      const fitted = (i: number) =>
        family === "linear" ? intercept + linear(i) : 1 / (1 + Math.exp(-intercept - linear(i)));
      for (let d = 0; d < 6; d++) {
        const slope = slopeOf(d, (i) => target[i]! - fitted(i));
        if (weights[d] === 0) expect(Math.abs(slope)).toBeLessThan(penalty * 1.02);
        else expect(slope).toBeCloseTo(Math.sign(weights[d]!) * penalty, 3);
      }
      expect(entry[0]).toBeGreaterThan(0.85);
      expect(entry[3]).toBeGreaterThan(0.2);
      expect(Math.max(entry[1]!, entry[2]!)).toBeLessThan(0.3);
    }
  });

  it("groups columns only when any two are alike", () => {
    const random = seededRandom(6);
    const rows = 500;
    const width = 4;
    const columns = ["a", "aCurved", "b", "colour"].map((name) => ({
      name,
      kind: name === "colour" ? ("category" as const) : ("number" as const),
    }));
    const values = new Float64Array(rows * width);
    for (let i = 0; i < rows; i++) {
      const a = normalDraw(random);
      values.set([a, Math.exp(a), normalDraw(random), Math.floor(random() * 3)], i * width);
    }
    const alike = similarities({ columns, rows, values }, random);
    expect(alike[1]).toBeCloseTo(1, 9);
    expect(redundancyClusters(alike, width, 0.95)).toEqual([[0, 1]]);
    // A chain a–b–c whose ends differ is not one cluster.
    expect(redundancyClusters(Float64Array.of(1, 0.96, 0.5, 0.96, 1, 0.97, 0.5, 0.97, 1), 3, 0.95)).toEqual([[1, 2]]);
  });
});
