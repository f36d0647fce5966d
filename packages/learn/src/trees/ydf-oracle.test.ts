import { createRequire } from "node:module";
import { expect, it } from "vitest";
import { normalDraw, seededRandom } from "../seeded-random.ts";
import { areaUnderCurve } from "../selection/auc.ts";
import { predictTrees } from "./boosted-trees.ts";
import { type LabelledMatrix, rowsOf } from "./feature-matrix.ts";
import { trainBoostedTrees } from "./train-boosted-trees.ts";

const require = createRequire(import.meta.url);

interface Ydf {
  GradientBoostedTreesLearner: new (
    label: string,
    task: string,
  ) => { train(csv: string): { predict(csv: string): ArrayLike<number>; unload(): void } };
}

const width = 8;

/** Interactions, waves, a threshold and noise columns; nothing missing, for Yggdrasil puts a mean in its place. */
function shoppers(rows: number, seed: number): LabelledMatrix {
  const random = seededRandom(seed);
  const values = new Float64Array(rows * width);
  const labels = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    const x = Array.from({ length: width }, () => normalDraw(random));
    const odds = x[0]! * x[1]! + Math.sin(2 * x[2]!) + (x[3]! > 0.5 ? 1.5 : 0) - 0.5 * x[4]! * x[4]! + 0.4;
    labels[i] = random() < 1 / (1 + Math.exp(-2 * odds)) ? 1 : 0;
    for (let j = 0; j < width; j++) values[i * width + j] = Math.round(x[j]! * 1e4) / 1e4;
  }
  return {
    columns: Array.from({ length: width }, (_, j) => ({ name: `x${j}`, kind: "number" as const })),
    rows,
    values,
    labels,
  };
}

function csvOf(data: LabelledMatrix): string {
  const lines = [[...data.columns.map((column) => column.name), "label"].join(",")];
  for (let i = 0; i < data.rows; i++) {
    const cells = Array.from(data.values.subarray(i * width, (i + 1) * width), (v) =>
      Number.isNaN(v) ? "" : String(v),
    );
    lines.push([...cells, data.labels[i] === 1 ? "yes" : "no"].join(","));
  }
  return `${lines.join("\n")}\n`;
}

it("reaches the AUC of Yggdrasil Decision Forests on the same data within .005", { timeout: 120_000 }, async () => {
  const train = shoppers(12_000, 1);
  const test = shoppers(12_000, 2);
  const ydf: Ydf = await require("ydf-training")();
  const oracle = new ydf.GradientBoostedTreesLearner("label", "CLASSIFICATION").train(csvOf(train));
  const theirs = Array.from(oracle.predict(csvOf(test)));
  oracle.unload();
  const auc = areaUnderCurve(test.labels, theirs);
  // Its positive class is whichever comes first among equals; the area says which way round.
  const theirArea = Math.max(auc, 1 - auc);
  // Yggdrasil's defaults: a tenth of the rows held out to stop early, depth 6, shrinkage .1, 5 rows a leaf, no ridge.
  const [trainingPart, heldOut] = [0, 1].map((part) =>
    rowsOf(
      train,
      [...Array(train.rows).keys()].filter((i) => (i % 10 === 0 ? 1 : 0) === part),
    ),
  );
  const model = trainBoostedTrees(trainingPart!, {
    loss: { kind: "binary" },
    leaves: 64,
    maxDepth: 5,
    minLeafRows: 5,
    l2: 0,
    earlyStopping: { data: heldOut!, rounds: 30 },
  });
  const ourArea = areaUnderCurve(test.labels, predictTrees(model, test));
  console.info(`AUC ours ${ourArea.toFixed(4)}, Yggdrasil ${theirArea.toFixed(4)}`);
  expect(theirArea).toBeGreaterThan(0.8);
  expect(Math.abs(ourArea - theirArea)).toBeLessThan(0.005);
});
