import { describe, expect, it } from "vitest";
import { normalDraw, seededRandom } from "../seeded-random.ts";
import { areaUnderCurve } from "../selection/auc.ts";
import { TrainingCancelled } from "../training-control.ts";
import { gainImportance, predictTrees } from "./boosted-trees.ts";
import { type FeatureColumn, type LabelledMatrix, rowsOf } from "./feature-matrix.ts";
import { type BoostedTreesOptions, trainBoostedTrees } from "./train-boosted-trees.ts";

type Row = { values: number[]; label: number; weight?: number };

function dataOf(rows: Row[], kinds?: FeatureColumn["kind"][]): LabelledMatrix {
  const width = rows[0]!.values.length;
  const weighted = rows.some((row) => row.weight !== undefined);
  return {
    columns: Array.from({ length: width }, (_, j) => ({ name: `x${j}`, kind: kinds?.[j] ?? "number" })),
    rows: rows.length,
    values: Float64Array.from(rows.flatMap((row) => row.values)),
    labels: rows.map((row) => row.label),
    ...(weighted ? { weights: rows.map((row) => row.weight ?? 1) } : {}),
  };
}

function draw(rows: number, seed: number, rowOf: (random: () => number) => Row): Row[] {
  const random = seededRandom(seed);
  return Array.from({ length: rows }, () => rowOf(random));
}

const quick = { trees: 80, leaves: 15 } satisfies Partial<BoostedTreesOptions>;
const mean = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0) / values.length;
const one = (data: LabelledMatrix, values: number[]) => ({
  columns: data.columns,
  rows: 1,
  values: Float64Array.from(values),
});

describe("regression", () => {
  const curve = (seed: number) =>
    dataOf(
      draw(3000, seed, (r) => {
        const x = [r() * 6, r()];
        return { values: x, label: Math.sin(x[0]!) + x[1]! * x[0]! + 0.1 * normalDraw(r) };
      }),
    );

  it("learns a curve with an interaction to within its noise", () => {
    const test = curve(2);
    const model = trainBoostedTrees(curve(1), { loss: { kind: "squared" }, ...quick });
    const errors = predictTrees(model, test).map((p, i) => (p - test.labels[i]!) ** 2);
    expect(Math.sqrt(mean(errors))).toBeLessThan(0.15);
  });

  it("ignores outliers under absolute loss, which squared loss does not", () => {
    const spoiled = dataOf(
      draw(2000, 3, (r) => {
        const x = r();
        return { values: [x], label: r() < 0.05 ? 1000 : x > 0.5 ? 2 : 1 };
      }),
    );
    const at = (kind: "absolute" | "squared") =>
      predictTrees(trainBoostedTrees(spoiled, { loss: { kind }, ...quick }), one(spoiled, [0.8]))[0]!;
    expect(at("absolute")).toBeCloseTo(2, 1);
    expect(at("squared")).toBeGreaterThan(20);
  });

  it("covers the stated share under quantile loss, with and without weights", () => {
    const noisy = (seed: number) =>
      draw(6000, seed, (r) => {
        const x = r() * 4;
        return { values: [x], label: x + (1 + x) * normalDraw(r) };
      });
    const test = dataOf(noisy(5));
    for (const rows of [noisy(4), noisy(4).map((row) => ({ ...row, weight: 1.5 }))]) {
      const model = trainBoostedTrees(dataOf(rows), {
        loss: { kind: "quantile", quantile: 0.9 },
        trees: 60,
        leaves: 7,
      });
      const below = predictTrees(model, test).map((p, i) => (test.labels[i]! <= p ? 1 : 0));
      expect(mean(below)).toBeGreaterThan(0.88);
      expect(mean(below)).toBeLessThan(0.92);
    }
  });

  it("gives positive rates for counts with many zeros under Tweedie and Poisson loss", () => {
    const counts = dataOf(
      draw(4000, 6, (r) => {
        const x = Math.floor(r() * 3);
        const rate = [0.1, 0.5, 3][x]!;
        let n = 0;
        for (let p = r(); p > Math.exp(-rate); p *= r()) n++;
        return { values: [x], label: n };
      }),
    );
    for (const power of [1, 1.5]) {
      const model = trainBoostedTrees(counts, { loss: { kind: "tweedie", power }, ...quick });
      expect(predictTrees(model, one(counts, [0]))[0]).toBeCloseTo(0.1, 1);
      expect(predictTrees(model, one(counts, [2]))[0]! / 3).toBeCloseTo(1, 1);
    }
  });

  it("counts a row of weight 3 like three rows", () => {
    const rows = draw(1200, 7, (r) => {
      const x = r();
      return { values: [x], label: x + normalDraw(r), weight: r() < 0.3 ? 3 : 1 };
    });
    const repeated = rows.flatMap(({ values, label, weight }) =>
      Array.from({ length: weight! }, () => ({ values, label })),
    );
    const options: BoostedTreesOptions = {
      loss: { kind: "squared" },
      trees: 20,
      leaves: 4,
      minLeafRows: 1,
      minLeafHessian: 50,
    };
    const weighted = predictTrees(trainBoostedTrees(dataOf(rows), options), dataOf(rows));
    const plain = predictTrees(trainBoostedTrees(dataOf(repeated), options), dataOf(rows));
    // Bins may differ, as they go by rows, so the two agree closely, not exactly.
    expect(mean(weighted.map((p, i) => Math.abs(p - plain[i]!)))).toBeLessThan(0.05);
  });
});

describe("splits", () => {
  it("sends missing values to the side they belong to, each way", () => {
    for (const missing of [0, 5]) {
      const rows = draw(1000, 8, (r) => {
        const x = r();
        return r() < 0.2 ? { values: [Number.NaN], label: missing } : { values: [x], label: x < 0.5 ? 0 : 5 };
      });
      const data = dataOf(rows);
      const model = trainBoostedTrees(data, { loss: { kind: "squared" }, ...quick });
      expect(predictTrees(model, one(data, [Number.NaN]))[0]).toBeCloseTo(missing, 1);
      expect(predictTrees(model, one(data, [0.1]))[0]).toBeCloseTo(0, 1);
      expect(predictTrees(model, one(data, [0.9]))[0]).toBeCloseTo(5, 1);
    }
  });

  it("reports a missing value from any number", () => {
    const data = dataOf(
      draw(1000, 9, (r) => (r() < 0.5 ? { values: [Number.NaN], label: 1 } : { values: [r()], label: 0 })),
    );
    const model = trainBoostedTrees(data, { loss: { kind: "binary" }, ...quick });
    expect(predictTrees(model, one(data, [Number.NaN]))[0]).toBeGreaterThan(0.95);
    expect(predictTrees(model, one(data, [1e9]))[0]).toBeLessThan(0.05);
  });

  it("groups categories that numbers could not separate, and takes unknown codes", () => {
    const effect = (code: number) => ((code * 7919) % 13 < 6 ? 1 : 0);
    const data = dataOf(
      draw(8000, 10, (r) => {
        const code = Math.floor(r() * 60);
        return { values: [code * 1000], label: effect(code) };
      }),
      ["category"],
    );
    const model = trainBoostedTrees(data, { loss: { kind: "binary" }, trees: 15, leaves: 4 });
    for (let code = 0; code < 60; code++)
      expect(Math.round(predictTrees(model, one(data, [code * 1000]))[0]!)).toBe(effect(code));
    for (const unknown of [Number.NaN, -1, 77, 1e12])
      expect(predictTrees(model, one(data, [unknown]))[0]).toBeGreaterThan(0);
  });

  it("keeps a monotone promise that the data break", () => {
    const data = dataOf(
      draw(4000, 11, (r) => {
        const x = [r() * 4, r(), r()];
        return { values: x, label: Math.sin(2 * x[0]!) + x[0]! * 0.3 + x[1]! * x[2]! + 0.3 * normalDraw(r) };
      }),
    );
    const falls = (monotone?: BoostedTreesOptions["monotone"]) => {
      const model = trainBoostedTrees(data, { loss: { kind: "squared" }, ...quick, ...(monotone ? { monotone } : {}) });
      let count = 0;
      for (let other = 0; other < 1; other += 0.1) {
        let last = Number.NEGATIVE_INFINITY;
        for (let x = 0; x <= 4; x += 0.02) {
          const value = predictTrees(model, one(data, [x, other, 1 - other]))[0]!;
          if (value < last - 1e-12) count++;
          last = value;
        }
      }
      return count;
    };
    expect(falls()).toBeGreaterThan(0);
    expect(falls({ x0: 1 })).toBe(0);
    expect(() => falls({ nowhere: 1 })).toThrow(/nowhere/);
  });

  it("keeps columns apart that may not interact", () => {
    const data = dataOf(
      draw(3000, 12, (r) => {
        const x = [r(), r(), r()];
        return { values: x, label: (x[0]! > 0.5 ? 1 : -1) * (x[1]! > 0.5 ? 1 : -1) * 2 + x[2]! };
      }),
    );
    const interaction = (interactions?: string[][]) => {
      const model = trainBoostedTrees(data, {
        loss: { kind: "squared" },
        ...quick,
        ...(interactions ? { interactions } : {}),
      });
      const f = (a: number, b: number) => predictTrees(model, one(data, [a, b, 0.5]))[0]!;
      return Math.abs(f(0.9, 0.9) - f(0.9, 0.1) - f(0.1, 0.9) + f(0.1, 0.1));
    };
    expect(interaction()).toBeGreaterThan(6);
    expect(interaction([["x0", "x1"]])).toBeGreaterThan(6);
    expect(interaction([["x0", "x2"], ["x1"]])).toBeLessThan(1e-9);
  });

  it("names the columns that matter", () => {
    const data = dataOf(
      draw(2000, 13, (r) => {
        const x = [r(), r(), r()];
        return { values: x, label: x[1]! * 4 + x[2]! };
      }),
    );
    const shares = gainImportance(trainBoostedTrees(data, { loss: { kind: "squared" }, ...quick }));
    expect(shares.x1).toBeGreaterThan(0.8);
    expect(shares.x0).toBeLessThan(0.02);
    expect(shares.x0! + shares.x1! + shares.x2!).toBeCloseTo(1, 9);
  });
});

describe("classification and control", () => {
  const rings = (rows: number, seed: number) =>
    draw(rows, seed, (r) => {
      const x = [normalDraw(r), normalDraw(r), r()];
      const d = Math.hypot(x[0]!, x[1]!) + 0.1 * normalDraw(r);
      return { values: x, label: d < 0.8 ? 0 : d < 1.5 ? 1 : 2 };
    });

  it("separates rings in three classes, with probabilities that add up", () => {
    const test = dataOf(rings(1000, 2));
    const shares = predictTrees(
      trainBoostedTrees(dataOf(rings(4000, 1)), { loss: { kind: "multiclass", classes: 3 }, ...quick }),
      test,
    );
    let right = 0;
    for (let i = 0; i < test.rows; i++) {
      const row = shares.subarray(i * 3, i * 3 + 3);
      expect(row[0]! + row[1]! + row[2]!).toBeCloseTo(1, 9);
      if (row.indexOf(Math.max(...row)) === test.labels[i]) right++;
    }
    expect(right / test.rows).toBeGreaterThan(0.88);
  });

  const noise = (seed: number) =>
    dataOf(
      draw(1500, seed, (r) => {
        const x = [r(), r(), r()];
        return { values: x, label: r() < 0.3 + 0.4 * x[0]! ? 1 : 0 };
      }),
    );

  it("stops early where more trees only learn noise", () => {
    const test = noise(3);
    const rounds: number[] = [];
    const options: BoostedTreesOptions = { loss: { kind: "binary" }, trees: 300, leaves: 31 };
    const model = trainBoostedTrees(
      noise(1),
      { ...options, earlyStopping: { data: noise(2), rounds: 20 } },
      { onProgress: ({ done }) => rounds.push(done) },
    );
    const full = trainBoostedTrees(noise(1), options);
    expect(rounds.length).toBe(model.info.metrics.trees! + 20);
    expect(rounds.length).toBeLessThan(100);
    expect(areaUnderCurve(test.labels, predictTrees(model, test))).toBeGreaterThan(
      areaUnderCurve(test.labels, predictTrees(full, test)),
    );
  });

  it("repeats itself by seed, also with sampling, and differs between seeds", () => {
    const options: BoostedTreesOptions = { loss: { kind: "binary" }, trees: 20, rowShare: 0.7, columnShare: 0.5 };
    const run = (seed: number) =>
      predictTrees(trainBoostedTrees(noise(1), options, { random: seededRandom(seed) }), noise(2));
    expect(run(1)).toEqual(run(1));
    expect(run(1)).not.toEqual(run(2));
    expect(areaUnderCurve(noise(2).labels, run(1))).toBeGreaterThan(0.6);
  });

  it("is cancelled in the middle", () => {
    const abort = new AbortController();
    const onProgress = ({ done }: { done: number }) => done === 5 && abort.abort();
    expect(() =>
      trainBoostedTrees(noise(1), { loss: { kind: "binary" } }, { signal: abort.signal, onProgress }),
    ).toThrow(TrainingCancelled);
  });

  it("refuses what it cannot learn from, saying why", () => {
    const data = noise(1);
    const train =
      (changes: Partial<LabelledMatrix>, options: Partial<BoostedTreesOptions> = {}) =>
      () =>
        trainBoostedTrees({ ...data, ...changes }, { loss: { kind: "binary" }, trees: 1, ...options });
    expect(train({ labels: data.labels, rows: 1499 })).toThrow(RangeError);
    expect(train({ labels: Array.from(data.labels, () => 2) })).toThrow(/0 or 1/);
    expect(train({ labels: Array.from(data.labels, () => Number.NaN) })).toThrow(/label/);
    expect(train({ weights: [1] })).toThrow(/weights/);
    expect(train({}, { bins: 300 })).toThrow(/bins/);
    expect(train({}, { loss: { kind: "lambdarank", truncation: 10 } })).toThrow(/queryRows/);
    expect(train({}, { loss: { kind: "quantile", quantile: 0.5 }, monotone: { x0: 1 } })).toThrow(/Monotone/);
  });

  it("learns from one row, one class or one constant column without harm", () => {
    const data = noise(1);
    const single = rowsOf(data, [0]);
    expect(
      Number.isFinite(predictTrees(trainBoostedTrees(single, { loss: { kind: "squared" }, ...quick }), single)[0]),
    ).toBe(true);
    const ones = { ...data, labels: Array.from(data.labels, () => 1) };
    expect(predictTrees(trainBoostedTrees(ones, { loss: { kind: "binary" }, ...quick }), data)[0]).toBeGreaterThan(
      0.99,
    );
    const constant = { ...data, values: data.values.map(() => 3) };
    expect(
      new Set(predictTrees(trainBoostedTrees(constant, { loss: { kind: "squared" }, ...quick }), constant)).size,
    ).toBe(1);
  });
});
