import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { rankerScorer } from "@aisle/learn/neural/ranker-scorer";
import { loadRanker } from "@aisle/learn/neural/save-ranker";
import { seededRandom } from "@aisle/learn/seeded-random";
import type { LabelledMatrix } from "@aisle/learn/trees/feature-matrix";
import { saveBoostedTrees } from "@aisle/learn/trees/save-boosted-trees";
import { trainBoostedTrees } from "@aisle/learn/trees/train-boosted-trees";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compiledChildren } from "../decisions/compiled-child.ts";
import type { trainInThread as TrainInThread } from "./train-in-thread.ts";

let compiled: Awaited<ReturnType<typeof compiledChildren>>;
let trainInThread: typeof TrainInThread;

// A thread runs plain JavaScript, so both sides of it are compiled first.
beforeAll(async () => {
  compiled = await compiledChildren(["training/train-in-thread.ts", "training/training-thread.ts"]);
  ({ trainInThread } = await import(pathToFileURL(join(compiled.directory, "training/train-in-thread.js")).href));
});
afterAll(() => compiled.remove());

const random = seededRandom(3);
const rows = 3000;
const values = Float64Array.from({ length: rows * 3 }, () => random());
const data: LabelledMatrix = {
  columns: ["a", "b", "c"].map((name) => ({ name, kind: "number" })),
  rows,
  values,
  labels: Float64Array.from({ length: rows }, (_, i) => (values[i * 3]! * values[i * 3 + 1]! > 0.3 ? 1 : 0)),
};
const options = { loss: { kind: "binary" }, trees: 20, rowShare: 0.7 } as const;

describe("training in a thread", () => {
  it("gives the model that it gives in process, reports how far it is, and leaves this thread free", async () => {
    const seen: number[] = [];
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    const bytes = await trainInThread("boosted-trees", data, options, {
      seed: 5,
      onProgress: ({ done }) => seen.push(done),
    });
    clearInterval(timer);
    const here = saveBoostedTrees(trainBoostedTrees(data, options, { random: seededRandom(5) }));
    expect(Buffer.from(bytes).equals(here)).toBe(true);
    expect(seen).toEqual(Array.from({ length: 20 }, (_, k) => k + 1));
    expect(turns).toBeGreaterThan(0);
  });

  it("stops in the middle, though a training never yields", async () => {
    const abort = new AbortController();
    const endless = { ...options, trees: 1e9 };
    const training = trainInThread("boosted-trees", data, endless, {
      signal: abort.signal,
      onProgress: ({ done }) => done === 3 && abort.abort(),
    });
    await expect(training).rejects.toMatchObject({ name: "TrainingCancelled", stage: "trees" });
    await expect(trainInThread("boosted-trees", data, endless, { signal: abort.signal })).rejects.toMatchObject({
      name: "TrainingCancelled",
    });
  });

  it("says what is wrong with data and bounds", async () => {
    const bad = { ...data, labels: new Float64Array(2) };
    await expect(trainInThread("boosted-trees", bad, options)).rejects.toMatchObject({ name: "RangeError" });
    await expect(trainInThread("boosted-trees", data, options, { memoryLimitBytes: 1000 })).rejects.toMatchObject({
      name: "TrainingTooLarge",
      message: expect.stringMatching(/Use fewer rows/),
    });
  });

  it("trains a neural ranker on a tensor backend of its own", async () => {
    const clicks = {
      rows: 400,
      dense: Float32Array.from({ length: 400 }, () => random()),
      ids: new Uint32Array(0),
      labels: new Float32Array(400),
      queryRows: new Array<number>(100).fill(4),
    };
    for (let q = 0; q < 100; q++) {
      const of = clicks.dense.subarray(q * 4, q * 4 + 4);
      clicks.labels[q * 4 + of.indexOf(Math.max(...of))] = 1;
    }
    const shape = { dense: ["price"], ids: [], hidden: [8] };
    const ranker = loadRanker(await trainInThread("neural-ranker", clicks, { shape, epochs: 30, learningRate: 0.02 }));
    expect(ranker.info.parameters.backend).toMatch(/wasm|tensorflow/);
    const scores = new Float32Array(400);
    rankerScorer(ranker)(clicks, scores);
    let right = 0;
    for (let q = 0; q < 100; q++) {
      const of = scores.subarray(q * 4, q * 4 + 4);
      if (clicks.labels[q * 4 + of.indexOf(Math.max(...of))] === 1) right++;
    }
    expect(right).toBeGreaterThan(90);
  });
});
