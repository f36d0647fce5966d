import { describe, expect, it } from "vitest";
import { seededRandom } from "../seeded-random.ts";
import { type BoostedTrees, categoriesAsBins, scoreTrees } from "./boosted-trees.ts";
import type { LabelledMatrix } from "./feature-matrix.ts";
import { goesLeft } from "./forest.ts";
import { trainBoostedTrees } from "./train-boosted-trees.ts";
import { explainRow } from "./tree-shap.ts";

const width = 6;

function sample(rows: number, classes: number): LabelledMatrix {
  const random = seededRandom(5);
  const values = new Float64Array(rows * width);
  const labels = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < width; j++) values[i * width + j] = random() < 0.1 ? Number.NaN : random();
    values[i * width + 5] = Math.floor(random() * 12);
    const at = (j: number) => (Number.isNaN(values[i * width + j]) ? 0.3 : values[i * width + j]!);
    const signal = at(0) * at(1) * 3 + Math.sin(6 * at(2)) + ((values[i * width + 5]! * 7) % 5) / 4 + at(3);
    labels[i] = classes > 1 ? Math.min(classes - 1, Math.max(0, Math.floor(signal))) : signal;
  }
  const columns = Array.from({ length: width }, (_, j) => ({
    name: `x${j}`,
    kind: j === 5 ? ("category" as const) : ("number" as const),
  }));
  return { columns, rows, values, labels };
}

/** The value of a coalition by definition: absent columns are averaged over by cover. */
function coalitionValue(
  model: BoostedTrees,
  row: Float32Array | Float64Array,
  present: number,
  output: number,
): number {
  const { forest } = model;
  const valueAt = (node: number): number => {
    const j = forest.column[node]!;
    if (j < 0) return forest.value[node]!;
    const left = forest.left[node]!;
    if ((present >> j) & 1) return valueAt(goesLeft(forest, node, row[j]!) ? left : left + 1);
    const [a, b] = [forest.cover[left]!, forest.cover[left + 1]!];
    return (a * valueAt(left) + b * valueAt(left + 1)) / (a + b);
  };
  let sum = model.base[output]!;
  for (let t = output; t < forest.roots.length; t += model.outputs) sum += valueAt(forest.roots[t]!);
  return sum;
}

function shapleyByDefinition(model: BoostedTrees, row: Float32Array | Float64Array, output: number): number[] {
  const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1));
  return Array.from({ length: width }, (_, j) => {
    let sum = 0;
    for (let set = 0; set < 1 << width; set++) {
      if ((set >> j) & 1) continue;
      const size = [...set.toString(2)].filter((bit) => bit === "1").length;
      const weight = (factorial(size) * factorial(width - size - 1)) / factorial(width);
      sum += weight * (coalitionValue(model, row, set | (1 << j), output) - coalitionValue(model, row, set, output));
    }
    return sum;
  });
}

describe("explainRow", () => {
  for (const classes of [1, 3]) {
    it(`gives the Shapley values of the definition, and adds up to the score (${classes} outputs)`, () => {
      const data = sample(600, classes);
      const loss = classes > 1 ? ({ kind: "multiclass", classes } as const) : ({ kind: "squared" } as const);
      const model = trainBoostedTrees(data, { loss, trees: 8, leaves: 12 });
      const scores = scoreTrees(model, data);
      for (const i of [0, 17, 301]) {
        const values = data.values.slice(i * width, (i + 1) * width);
        const row = categoriesAsBins(model, { columns: data.columns, rows: 1, values });
        for (let output = 0; output < classes; output++) {
          const { base, contributions } = explainRow(model, values, output);
          const expected = shapleyByDefinition(model, row, output);
          for (const [j, value] of expected.entries()) expect(contributions[j]).toBeCloseTo(value, 9);
          const sum = contributions.reduce((total, value) => total + value, base);
          expect(sum).toBeCloseTo(scores[output * data.rows + i]!, 9);
        }
      }
    });
  }
});
