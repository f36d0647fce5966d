import { createRequire } from "node:module";
import { loadavg } from "node:os";
import { dirname, join } from "node:path";
import { rankerScorer } from "@aisle/learn/neural/ranker-scorer";
import { hashId } from "@aisle/learn/neural/ranking-data";
import { trainRanker } from "@aisle/learn/neural/train-ranker";
import { normalDraw, seededRandom } from "@aisle/learn/seeded-random";
import { predictTrees } from "@aisle/learn/trees/boosted-trees";
import { type FeatureColumn, type LabelledMatrix, rowsOf } from "@aisle/learn/trees/feature-matrix";
import { lambdarankLoss } from "@aisle/learn/trees/lambdarank-loss";
import { trainBoostedTrees } from "@aisle/learn/trees/train-boosted-trees";
import { option } from "./learn/csv-table.ts";

const candidates = 200;
const width = 40;

/**
 * How long re-ranking 200 candidates of 40 features takes, by LambdaRank trees (100 of 31 leaves) and by a neural ranker
 * (64 and 32 units, one hashed id), on seeded queries. A p99 is the lower quartile of the p99s of twenty blocks of 200
 * calls, so that bursts of other work on the machine spoil blocks and not the figure. Also how fast trees train: rows ×
 * columns × trees a second.
 */
export async function bench(args: string[]) {
  const began = performance.now();
  const calls = Number(option(args, "calls") ?? 4000);
  const seed = Number(option(args, "seed") ?? 1);
  // First, while the process has compiled nothing else: later the same training takes up to half as long again.
  const rate = trainingRate(seed);
  const train = queries(100, seed);
  const test = queries(40, seed + 1);

  const started = performance.now();
  const trees = trainBoostedTrees(train, {
    loss: { kind: "lambdarank", truncation: 30 },
    trees: 100,
    learningRate: 0.15,
  });
  const treesTrainMs = performance.now() - started;
  const ndcg = lambdarankLoss(test, 10);
  const one: LabelledMatrix = { ...test, rows: candidates, values: test.values.subarray(0, candidates * width) };
  const treesMs = timed(calls, () => predictTrees(trees, one));

  const tf = await wasmBackend();
  const network = networkData(train);
  const startedNetwork = performance.now();
  const shape = {
    dense: train.columns.map((column) => column.name),
    ids: [{ name: "brand", buckets: 1024, dimension: 8 }],
    hidden: [64, 32],
  };
  const ranker = trainRanker(tf, network, { shape, epochs: 10, batchRows: 400, learningRate: 0.005 });
  const neuralTrainMs = performance.now() - startedNetwork;
  const score = rankerScorer(ranker);
  const whole = new Float32Array(test.rows);
  score(networkData(test), whole);
  const scores = new Float32Array(candidates);
  const page = networkData({ ...one, labels: one.labels });
  const neuralMs = timed(calls, () => score(page, scores));

  return {
    suite: "rerank",
    figures: {
      split: "trained on 100 generated queries, tested on 40 others",
      seed,
      candidates,
      features: width,
      calls,
      trees: trees.forest.roots.length,
      treesP50Ms: quietQuantile(treesMs.wall, 0.5),
      treesP99Ms: quietQuantile(treesMs.wall, 0.99),
      treesCpuP99Ms: quietQuantile(treesMs.cpu, 0.99),
      treesNdcg10: fixed(ndcg.evaluate(predictTrees(trees, test))),
      treesTrainMs: Math.round(treesTrainMs),
      neuralParameters: Number(ranker.info.parameters.count),
      neuralP50Ms: quietQuantile(neuralMs.wall, 0.5),
      neuralP99Ms: quietQuantile(neuralMs.wall, 0.99),
      neuralCpuP99Ms: quietQuantile(neuralMs.cpu, 0.99),
      neuralNdcg10: fixed(ndcg.evaluate(Float64Array.from(whole))),
      neuralTrainMs: Math.round(neuralTrainMs),
      randomNdcg10: fixed(ndcg.evaluate(new Float64Array(test.rows))),
      ...rate,
      seconds: Number(((performance.now() - began) / 1000).toFixed(1)),
      loadAverage: fixed(loadavg()[0]!),
      peakMemoryMb: Math.round(process.resourceUsage().maxRSS / 1024),
    },
  };
}

/** Queries of 200 candidates whose relevance (0–4) follows from six of forty features; brand is the last feature. */
function queries(count: number, seed: number): LabelledMatrix {
  const random = seededRandom(seed);
  const rows = count * candidates;
  const values = new Float64Array(rows * width);
  const labels = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < width - 1; j++) values[i * width + j] = random() < 0.02 ? Number.NaN : normalDraw(random);
    const brand = Math.floor(random() * 50);
    values[(i + 1) * width - 1] = brand;
    const at = (j: number) => values[i * width + j]! || 0;
    const merit = at(0) + at(1) * at(2) + Math.sin(2 * at(3)) + (at(4) > 0 ? at(5) : 0) + (brand % 5 === 0 ? 1 : 0);
    labels[i] = Math.max(0, Math.min(4, Math.floor(merit + 0.5 * normalDraw(random))));
  }
  const columns = Array.from({ length: width }, (_, j) => ({
    name: `x${j}`,
    kind: j === width - 1 ? ("category" as const) : ("number" as const),
  }));
  return { columns, rows, values, labels, queryRows: new Array(count).fill(candidates) };
}

function networkData(data: LabelledMatrix) {
  const ids = Uint32Array.from({ length: data.rows }, (_, i) => hashId(`brand ${data.values[(i + 1) * width - 1]}`));
  const dense = Float32Array.from(data.values, (value, k) => (k % width === width - 1 ? 0 : value));
  return { rows: data.rows, dense, ids, labels: data.labels, queryRows: data.queryRows! };
}

/**
 * 20,000 rows × 15 columns × 300 binary trees of 31 leaves, as a fixed yardstick: plain, and with everything on at once
 * (missing values, a category, weights, a monotone and an interaction rule, row and column sampling, early stopping that
 * is watched and never comes). 1.8 s is what a prototype of 18 lines without any of it took.
 */
function trainingRate(seed: number) {
  const random = seededRandom(seed);
  const [rows, width, trees] = [20_000, 15, 300];
  const names = Array.from({ length: width }, (_, j) => `x${j}`);
  const columns: FeatureColumn[] = names.map((name) => ({ name, kind: "number" }));
  const values = Float64Array.from({ length: rows * width }, () => normalDraw(random));
  const labels = Float64Array.from({ length: rows }, (_, i) => {
    const at = (j: number) => values[i * width + j]!;
    const odds = at(0) * at(1) + Math.sin(2 * at(2)) + (at(3) > 0 ? at(4) : -at(5));
    return random() < 1 / (1 + Math.exp(-2 * odds)) ? 1 : 0;
  });
  const plain = secondsOf(() =>
    trainBoostedTrees({ columns, rows, values, labels }, { loss: { kind: "binary" }, trees }),
  );
  const mixed: LabelledMatrix = {
    columns: columns.map((column, j) => (j === width - 1 ? { ...column, kind: "category" } : column)),
    rows,
    values: values.map((value, k) => {
      if (k % width === width - 1) return Math.floor(Math.abs(value) * 10);
      return random() < 0.05 ? Number.NaN : value;
    }),
    labels,
    weights: Float64Array.from({ length: rows }, () => 0.5 + random()),
  };
  const watched = rowsOf(
    mixed,
    Uint32Array.from({ length: 2000 }, (_, i) => i * 10),
  );
  const everything = secondsOf(() =>
    trainBoostedTrees(mixed, {
      loss: { kind: "binary" },
      trees,
      monotone: { x6: 1 },
      interactions: [names.slice(0, 8), names.slice(6)],
      rowShare: 0.9,
      columnShare: 0.9,
      earlyStopping: { data: watched, rounds: trees },
    }),
  );
  return {
    yardstickTrainCpuSeconds: plain,
    yardstickEverythingOnCpuSeconds: everything,
    millionCellsPerSecond: fixed((rows * width * trees) / plain / 1e6),
  };
}

/** Processor's seconds, which other work on the machine does not touch, of the fastest of three runs: the first ones also compile. */
function secondsOf(run: () => unknown): number {
  const seconds = [0, 1, 2].map(() => {
    const used = process.cpuUsage();
    run();
    return process.cpuUsage(used).user / 1e6;
  });
  return fixed(Math.min(...seconds));
}

async function wasmBackend() {
  const require = createRequire(join(process.cwd(), "packages/learn/package.json"));
  const tf = require("@tensorflow/tfjs-core");
  const wasm = require("@tensorflow/tfjs-backend-wasm");
  wasm.setWasmPaths(join(dirname(require.resolve("@tensorflow/tfjs-backend-wasm")), "/"));
  await tf.setBackend("wasm");
  await tf.ready();
  return tf;
}

/** Milliseconds of each call by the clock, and of processor time, which other work on the machine does not touch. */
function timed(calls: number, run: () => unknown) {
  for (let i = 0; i < 200; i++) run();
  const wall: number[] = [];
  const cpu: number[] = [];
  for (let i = 0; i < calls; i++) {
    const used = process.cpuUsage();
    const started = performance.now();
    run();
    wall.push(performance.now() - started);
    const { user, system } = process.cpuUsage(used);
    cpu.push((user + system) / 1000);
  }
  return { wall, cpu };
}

function quietQuantile(times: readonly number[], share: number): number {
  const block = Math.ceil(times.length / 20);
  const ofBlocks = Array.from({ length: 20 }, (_, b) => quantile(times.slice(b * block, (b + 1) * block), share));
  return quantile(ofBlocks, 0.25);
}

const quantile = (times: number[], share: number) =>
  fixed(times.sort((a, b) => a - b)[Math.ceil(share * (times.length - 1))]!);
const fixed = (value: number) => Number(value.toFixed(4));
