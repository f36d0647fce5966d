import "@tensorflow/tfjs-backend-cpu";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ArtefactError } from "../artefact/artefact-error.ts";
import { seededRandom } from "../seeded-random.ts";
import { TrainingCancelled } from "../training-control.ts";
import { checkRankerShape, parameterCount, type RankerShape } from "./neural-ranker.ts";
import { networkSlopes } from "./ranker-network.ts";
import { rankerScorer } from "./ranker-scorer.ts";
import { bucketOf, hashId, type RankingData } from "./ranking-data.ts";
import { pointwiseLoss } from "./ranking-losses.ts";
import { loadRanker, saveRanker } from "./save-ranker.ts";
import { trainRanker } from "./train-ranker.ts";

const require = createRequire(import.meta.url);
const tensorflowNode = (() => {
  try {
    require("@tensorflow/tfjs-node");
    return true;
  } catch {
    return false;
  }
})();

beforeAll(async () => {
  setWasmPaths(`${join(dirname(require.resolve("@tensorflow/tfjs-backend-wasm")), "/")}`);
  await tf.setBackend("wasm");
  await tf.ready();
});

afterAll(() => {
  expect(tf.memory().numTensors).toBe(0);
});

const shape: RankerShape = {
  dense: ["price", "freshness", "match"],
  ids: [{ name: "brand", buckets: 64, dimension: 4 }],
  hidden: [16, 8],
};

/** Clicks on one of ten: a bump in price times match, plus a liking for every third brand. */
function clicks(queries: number, seed: number): RankingData {
  const random = seededRandom(seed);
  const rows = queries * 10;
  const dense = new Float32Array(rows * 3);
  const ids = new Uint32Array(rows);
  const labels = new Float32Array(rows);
  for (let q = 0; q < queries; q++) {
    let best = -1;
    let most = Number.NEGATIVE_INFINITY;
    for (let i = q * 10; i < q * 10 + 10; i++) {
      const brand = Math.floor(random() * 30);
      const x = [random() * 100, random(), random()];
      dense.set(random() < 0.05 ? [x[0]!, Number.NaN, x[2]!] : x, i * 3);
      ids[i] = hashId(`brand-${brand}`);
      const merit = 3 * x[2]! * Math.exp(-(((x[0]! - 40) / 25) ** 2)) + (brand % 3 === 0 ? 1 : 0) + 0.2 * random();
      if (merit > most) [most, best] = [merit, i];
    }
    labels[best] = 1;
  }
  return { rows, dense, ids, labels, queryRows: new Array(queries).fill(10) };
}

/** Share of queries whose clicked row has the highest score. */
function firstRight(scores: Float32Array, { labels, queryRows }: RankingData): number {
  let right = 0;
  for (let q = 0; q < queryRows.length; q++) {
    const of = scores.subarray(q * 10, q * 10 + 10);
    if (labels[q * 10 + of.indexOf(Math.max(...of))] === 1) right++;
  }
  return right / queryRows.length;
}

const scored = (model: Parameters<typeof rankerScorer>[0], data: RankingData) => {
  const scores = new Float32Array(data.rows);
  rankerScorer(model)(data, scores);
  return scores;
};

describe("neural ranker on WebAssembly", () => {
  it("learns who is clicked, listwise and pointwise", { timeout: 60_000 }, () => {
    expect(tf.getBackend()).toBe("wasm");
    const test = clicks(300, 2);
    for (const loss of ["listwise", "pointwise"] as const) {
      const model = trainRanker(tf, clicks(1500, 1), { shape, loss, epochs: 12, batchRows: 200, learningRate: 0.01 });
      expect(firstRight(scored(model, test), test)).toBeGreaterThan(0.7);
    }
  });

  it("needs the ids: without them it does worse", { timeout: 60_000 }, () => {
    const blind = (data: RankingData) => ({ ...data, ids: new Uint32Array(data.rows) });
    const options = { shape, epochs: 8, batchRows: 200, learningRate: 0.01 };
    const test = clicks(300, 2);
    const seeing = firstRight(scored(trainRanker(tf, clicks(1500, 1), options), test), test);
    const unseeing = firstRight(scored(trainRanker(tf, blind(clicks(1500, 1)), options), blind(test)), test);
    expect(seeing).toBeGreaterThan(unseeing + 0.1);
  });

  it("scores outside of tensors what the tensors give", () => {
    const data = clicks(30, 3);
    const model = trainRanker(tf, data, { shape, epochs: 1 });
    const odd = { ...data, rows: 297 };
    const ours = new Float32Array(297);
    rankerScorer(model)(odd, ours);
    const inputs = model.layers[0]!.inputs;
    const batch = new Float32Array(297 * inputs);
    for (let i = 0; i < 297; i++) {
      for (let j = 0; j < 3; j++) {
        const value = (data.dense[i * 3 + j]! - model.mean[j]!) * model.scale[j]!;
        batch[i * inputs + j] = Number.isNaN(value) ? 0 : Math.max(-5, Math.min(5, value));
      }
      const bucket = bucketOf(data.ids[i]!, 64);
      batch.set(model.embeddings[0]!.subarray(bucket * 4, bucket * 4 + 4), i * inputs + 3);
    }
    let seen: Float32Array | undefined;
    networkSlopes(tf, model.layers, batch, 297, (scores) => {
      seen = scores.slice();
      return { loss: 0, gradient: new Float32Array(297) };
    });
    for (let i = 0; i < 297; i++) expect(ours[i]).toBeCloseTo(seen![i]!, 4);
  });

  it("has the slopes of finite differences", () => {
    const random = seededRandom(4);
    const layers = [
      {
        inputs: 3,
        outputs: 4,
        weights: Float32Array.from({ length: 12 }, () => random() - 0.5),
        biases: Float32Array.from({ length: 4 }, () => random()),
      },
      {
        inputs: 4,
        outputs: 1,
        weights: Float32Array.from({ length: 4 }, () => random() - 0.5),
        biases: Float32Array.of(0.1),
      },
    ];
    const inputs = Float32Array.from({ length: 15 }, () => random() * 2 - 1);
    const batch = { labels: [1, 0, 1, 0, 0], weights: [1, 1, 2, 1, 1], queryRows: [5] };
    const lossAt = () => networkSlopes(tf, layers, inputs, 5, (scores) => pointwiseLoss(scores, batch));
    const slopes = lossAt();
    const pairs: [Float32Array, Float32Array][] = [
      [inputs, slopes.inputs],
      [layers[0]!.weights, slopes.layers[0]!],
      [layers[0]!.biases, slopes.layers[1]!],
      [layers[1]!.weights, slopes.layers[2]!],
      [layers[1]!.biases, slopes.layers[3]!],
    ];
    for (const [values, slope] of pairs)
      for (let i = 0; i < values.length; i++) {
        const held = values[i]!;
        values[i] = held + 0.01;
        const up = lossAt().loss;
        values[i] = held - 0.01;
        const down = lossAt().loss;
        values[i] = held;
        expect(slope[i]).toBeCloseTo((up - down) / 0.02, 3);
      }
  });

  it("keeps the epoch that was best on held-out queries", { timeout: 60_000 }, () => {
    const seen: number[] = [];
    const model = trainRanker(
      tf,
      clicks(40, 1),
      { shape, epochs: 60, batchRows: 50, learningRate: 0.03, earlyStopping: { data: clicks(200, 5), epochs: 5 } },
      { onProgress: ({ metrics }) => seen.push(metrics!.loss!) },
    );
    expect(seen.length).toBeLessThan(60);
    expect(model.info.metrics["validation.loss"]).toBe(Math.min(...seen));
    expect(seen[model.info.metrics.bestEpoch! - 1]).toBe(Math.min(...seen));
  });

  it("repeats itself, is cancelled, saved and loaded", () => {
    const data = clicks(100, 1);
    const run = () => trainRanker(tf, data, { shape, epochs: 2 });
    const model = run();
    expect(run()).toEqual(model);
    expect(loadRanker(saveRanker(model))).toEqual(model);
    expect(() => loadRanker(saveRanker(model).subarray(0, 500))).toThrow(ArtefactError);
    expect(() => trainRanker(tf, data, { shape }, { signal: { aborted: true } })).toThrow(TrainingCancelled);
  });
});

describe("other backends", () => {
  const options = { shape, epochs: 3, batchRows: 100 };

  async function scoresOn(backend: string): Promise<Float32Array> {
    await tf.setBackend(backend);
    try {
      return scored(trainRanker(tf, clicks(200, 1), options), clicks(50, 2));
    } finally {
      await tf.setBackend("wasm");
    }
  }

  it("plain JavaScript gives the same within 1e-4", { timeout: 60_000 }, async () => {
    const [wasm, cpu] = [await scoresOn("wasm"), await scoresOn("cpu")];
    for (let i = 0; i < wasm.length; i++) expect(Math.abs(wasm[i]! - cpu[i]!)).toBeLessThan(1e-4);
  });

  it.skipIf(!tensorflowNode)("tfjs-node gives the same within 1e-4", { timeout: 60_000 }, async () => {
    const [wasm, native] = [await scoresOn("wasm"), await scoresOn("tensorflow")];
    for (let i = 0; i < wasm.length; i++) expect(Math.abs(wasm[i]! - native[i]!)).toBeLessThan(1e-4);
  });
});

describe("ranker shapes", () => {
  it("are counted and kept under 50 million parameters", () => {
    // (3 + 4 + 1) · 16 + (16 + 1) · 8 + (8 + 1) · 1 + 64 · 4
    expect(parameterCount(shape)).toBe(128 + 136 + 9 + 256);
    const large = { ...shape, ids: [{ name: "sku", buckets: 1_000_000, dimension: 50 }] };
    expect(() => checkRankerShape(large)).toThrow(/50,000,/);
    expect(() => checkRankerShape({ dense: [], ids: [], hidden: [8] })).toThrow(/feature/);
    expect(() => checkRankerShape({ ...shape, hidden: [0] })).toThrow(RangeError);
  });

  it("spread ids over all buckets but the first, which is for none", () => {
    const counts = new Int32Array(101);
    for (let i = 0; i < 10_000; i++) counts[bucketOf(hashId(`sku-${i}`), 101)]!++;
    expect(counts[0]).toBe(0);
    expect(bucketOf(0, 101)).toBe(0);
    // Chi-square with 99 degrees of freedom: 148.2 is its 99.9 % point.
    expect(counts.subarray(1).reduce((sum, count) => sum + (count - 100) ** 2 / 100, 0)).toBeLessThan(148.2);
  });
});
