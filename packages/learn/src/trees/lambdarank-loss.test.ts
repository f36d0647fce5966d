import { describe, expect, it } from "vitest";
import { seededRandom } from "../seeded-random.ts";
import { predictTrees } from "./boosted-trees.ts";
import type { LabelledMatrix } from "./feature-matrix.ts";
import { lambdarankLoss } from "./lambdarank-loss.ts";
import { trainBoostedTrees } from "./train-boosted-trees.ts";

/** Queries whose level of relevance differs, so that a pointwise learner is misled by it. */
function queries(count: number, seed: number): LabelledMatrix {
  const random = seededRandom(seed);
  const values: number[] = [];
  const labels: number[] = [];
  const queryRows: number[] = [];
  for (let q = 0; q < count; q++) {
    const rows = 5 + Math.floor(random() * 15);
    queryRows.push(rows);
    const level = random() * 3;
    for (let i = 0; i < rows; i++) {
      const x = [random(), random(), random()];
      const merit = x[0]! * 2 + Math.sin(5 * x[1]!) + level + 0.4 * (random() - 0.5);
      values.push(...x);
      labels.push(Math.max(0, Math.min(4, Math.floor(merit))));
    }
  }
  const columns = ["a", "b", "c"].map((name) => ({ name, kind: "number" as const }));
  return { columns, rows: labels.length, values: Float64Array.from(values), labels, queryRows };
}

describe("LambdaRank", () => {
  it("measures nDCG as published", () => {
    // Järvelin and Kekäläinen's measure with gains 2^rel − 1, by hand for relevances 3, 2, 3, 0, 1, 2 in that order:
    // DCG = 7/1 + 3/1.58496 + 7/2 + 0 + 1/2.58496 + 3/2.80735 = 13.84826; ideal 14.59539.
    const data = { rows: 6, labels: [3, 2, 3, 0, 1, 2], queryRows: [6] };
    const loss = lambdarankLoss(data, 10);
    expect(loss.evaluate(Float64Array.of(6, 5, 4, 3, 2, 1))).toBeCloseTo(13.84826 / 14.59539, 5);
    expect(loss.evaluate(Float64Array.of(6, 4, 5, 1, 2, 3))).toBeCloseTo(1, 12);
  });

  it("pushes within a query only, the better up, with no net push", () => {
    const data = { rows: 5, labels: [1, 0, 2, 0, 0], queryRows: [3, 2] };
    const gradient = new Float32Array(5);
    const hessian = new Float32Array(5);
    lambdarankLoss(data, 10).gradients(new Float64Array(5), gradient, hessian);
    expect(gradient[2]).toBeLessThan(0);
    expect(gradient[1]).toBeGreaterThan(0);
    expect(gradient[0]! + gradient[1]! + gradient[2]!).toBeCloseTo(0, 6);
    expect([gradient[3], gradient[4]]).toEqual([0, 0]);
    expect(Math.min(hessian[0]!, hessian[1]!, hessian[2]!)).toBeGreaterThan(0);
  });

  it("orders unseen queries better than squared error does", () => {
    const train = queries(400, 1);
    const test = queries(200, 2);
    const measure = lambdarankLoss(test, 10);
    const options = { trees: 60, leaves: 7, minLeafRows: 20 };
    const ranked = trainBoostedTrees(train, { loss: { kind: "lambdarank", truncation: 10 }, ...options });
    const squared = trainBoostedTrees(train, { loss: { kind: "squared" }, ...options });
    const untrained = measure.evaluate(new Float64Array(test.rows));
    const byRank = measure.evaluate(predictTrees(ranked, test));
    expect(byRank).toBeGreaterThan(untrained + 0.15);
    expect(byRank).toBeGreaterThan(measure.evaluate(predictTrees(squared, test)) - 0.005);
  });

  it("stops by nDCG, and draws whole queries", () => {
    const model = trainBoostedTrees(queries(300, 1), {
      loss: { kind: "lambdarank", truncation: 10 },
      trees: 200,
      rowShare: 0.6,
      earlyStopping: { data: queries(100, 3), rounds: 15 },
    });
    expect(model.info.metrics.trees).toBeLessThan(200);
    expect(model.info.metrics["validation.ndcg10"]).toBeGreaterThan(0.9);
  });
});
