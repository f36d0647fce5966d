import { normalDraw, seededRandom, shuffle } from "@aisle/learn/seeded-random";
import { areaUnderCurve } from "@aisle/learn/selection/auc";
import { selectFeatures } from "@aisle/learn/selection/select-features";
import { withColumns } from "@aisle/learn/selection/selection-data";
import { predictTrees } from "@aisle/learn/trees/boosted-trees";
import { type FeatureColumn, type LabelledMatrix, rowsOf } from "@aisle/learn/trees/feature-matrix";
import { trainBoostedTrees } from "@aisle/learn/trees/train-boosted-trees";
import { dataFile, option, readCsvColumns } from "./learn/csv-table.ts";

const categories = new Set(["Month", "OperatingSystems", "Browser", "Region", "TrafficType", "VisitorType", "Weekend"]);
const folds = 5;

/**
 * Online-shopper sessions: half of the columns chosen inside each training fold against all columns, by the area
 * under the ROC curve on the fold left out; and whether a leak put among the columns is named.
 */
export async function bench(args: string[]) {
  const began = performance.now();
  const data = readSessions(option(args, "data") ?? dataFile("sessions-online-shoppers/sessions.csv.gz"));
  const seed = Number(option(args, "seed") ?? 1);
  const random = seededRandom(seed);
  const foldOf = shuffle(
    Int32Array.from({ length: data.rows }, (_, i) => i % folds),
    random,
  );
  const names = data.columns.map((column) => column.name);
  const task = { kind: "classification", classes: 2 } as const;
  const losses: number[] = [];
  const times = new Map<string, number>();
  let all = 0;
  let half = 0;
  let selectedColumns = 0;
  let selectMs = 0;
  for (let fold = 0; fold < folds; fold++) {
    const [train, test] = [false, true].map((inside) =>
      rowsOf(
        data,
        [...foldOf.keys()].filter((i) => (foldOf[i] === fold) === inside),
      ),
    ) as [LabelledMatrix, LabelledMatrix];
    const started = performance.now();
    const { selected } = selectFeatures(
      train,
      { task, maxColumns: Math.floor(names.length / 2) },
      { random: seededRandom(seed) },
    );
    selectMs += (performance.now() - started) / folds;
    const columns = names.flatMap((name, j) => (selected.includes(name) ? [j] : []));
    for (const name of selected) times.set(name, (times.get(name) ?? 0) + 1);
    selectedColumns = Math.max(selectedColumns, columns.length);
    const whole = areaOf(train, test);
    const chosen = areaOf(withColumns(train, columns), withColumns(test, columns));
    all += whole / folds;
    half += chosen / folds;
    losses.push(whole - chosen);
  }
  return {
    suite: "select-features",
    figures: {
      split: "five folds; columns chosen inside each training fold",
      seed,
      rows: data.rows,
      columns: names.length,
      selectedColumns: selectedColumns,
      aucAll: fixed(all),
      aucSelected: fixed(half),
      aucLoss: fixed(all - half),
      aucLossWorstFold: fixed(Math.max(...losses)),
      ...injectedLeaks(data, seed),
      selectedInFolds: [...times]
        .sort((a, b) => b[1] - a[1])
        .map(([name, count]) => `${name} ${count}`)
        .join(", "),
      seconds: Number(((performance.now() - began) / 1000).toFixed(1)),
      selectMs: Math.round(selectMs),
      peakMemoryMb: Math.round(process.resourceUsage().maxRSS / 1024),
    },
  };
}

/** Three leaks, each added alone: the outcome with 1 % errors, an amount that only buyers have, a noisy score. */
function injectedLeaks(data: LabelledMatrix, seed: number) {
  const random = seededRandom(seed + 1);
  const leaks: Record<string, (label: number) => number> = {
    flipped: (label) => (random() < 0.01 ? 1 - label : label),
    orderValue: (label) => (label === 1 ? Math.round(2000 + 3000 * random()) / 100 : Number.NaN),
    score: (label) => label + 0.25 * normalDraw(random),
  };
  const width = data.columns.length + 1;
  let named = 0;
  const wronglyNamed = new Set<string>();
  for (const leak of Object.values(leaks)) {
    const values = new Float64Array(data.rows * width);
    for (let i = 0; i < data.rows; i++) {
      for (let j = 0; j < width - 1; j++) values[i * width + j] = data.values[i * (width - 1) + j]!;
      values[(i + 1) * width - 1] = leak(data.labels[i]!);
    }
    const columns: FeatureColumn[] = [...data.columns, { name: "injected", kind: "number" }];
    const { verdicts } = selectFeatures(
      { ...data, columns, values },
      { task: { kind: "classification", classes: 2 }, stabilityPairs: 1 },
      { random: seededRandom(seed) },
    );
    for (const { column, code } of verdicts) {
      if (code !== "leak") continue;
      if (column === "injected") named++;
      else wronglyNamed.add(column);
    }
  }
  const total = Object.keys(leaks).length;
  return {
    leaksInjected: total,
    leaksNamed: named,
    leakNamed: named === total,
    honestColumnsCalledLeaks: wronglyNamed.size,
  };
}

function areaOf(train: LabelledMatrix, test: LabelledMatrix): number {
  const options = { loss: { kind: "binary" }, trees: 120, leaves: 8, learningRate: 0.05, minLeafRows: 20 } as const;
  return areaUnderCurve(test.labels, predictTrees(trainBoostedTrees(train, options), test));
}

function readSessions(path: string): LabelledMatrix {
  const { row: _row, Revenue, ...features } = readCsvColumns(path, ["Revenue"] as const);
  const names = Object.keys(features);
  const rows = Revenue.length;
  const values = new Float64Array(rows * names.length);
  for (const [j, name] of names.entries()) {
    const codes = new Map<string, number>();
    for (const [i, text] of features[name]!.entries()) {
      if (!codes.has(text)) codes.set(text, codes.size);
      values[i * names.length + j] = text === "" ? Number.NaN : categories.has(name) ? codes.get(text)! : Number(text);
    }
  }
  return {
    columns: names.map((name) => ({ name, kind: categories.has(name) ? "category" : "number" })),
    rows,
    values,
    labels: Float64Array.from(Revenue, (value) => (value === "TRUE" ? 1 : 0)),
  };
}

const fixed = (value: number) => Number(value.toFixed(4));
