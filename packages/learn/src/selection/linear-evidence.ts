import type { Random } from "../seeded-random.ts";
import type { LabelledMatrix } from "../trees/feature-matrix.ts";
import { designColumns } from "./design-columns.ts";
import { l1Path } from "./l1-path.ts";
import type { SelectionTask } from "./selection-data.ts";
import { stabilitySelection } from "./stability-selection.ts";

const maxRows = 10_000;

/** What an L1 model makes of each column: when it enters the path, and how often in random halves of the rows. */
export interface LinearEvidence {
  entry: Float64Array;
  stability: Float64Array;
}

/** Runs the L1 path on up to 10,000 rows and stability selection of `chosen` columns in 2 × `pairs` halves of them. */
export function linearEvidence(
  data: LabelledMatrix,
  task: SelectionTask,
  chosen: number,
  pairs: number,
  random: Random,
  onPair: (done: number) => void,
): LinearEvidence {
  const rows = Math.min(data.rows, maxRows);
  const step = data.rows / rows;
  const sample = Uint32Array.from({ length: rows }, (_, i) => Math.floor(i * step));
  const entry = entryOrder(data, task, sample, data.columns.length);
  const select = (half: Uint32Array) => {
    const found = entryOrder(data, task, Uint32Array.from(half, (i) => sample[i]!).sort(), chosen);
    return [...found.keys()]
      .filter((j) => found[j]! > 0)
      .sort((a, b) => found[b]! - found[a]!)
      .slice(0, chosen);
  };
  return { entry, stability: stabilitySelection(rows, data.columns.length, pairs, select, random, onPair) };
}

/** Entry into the path per column; for several classes the earliest of one class against the rest. */
function entryOrder(data: LabelledMatrix, task: SelectionTask, rows: Uint32Array, stopAfter: number): Float64Array {
  const design = designColumns(data, rows);
  const width = data.columns.length;
  const earliest = new Float64Array(width);
  if (design.length === 0) return earliest;
  const logistic = task.kind === "classification" && task.classes === 2;
  const targets =
    task.kind === "regression" || logistic
      ? [Float64Array.from(rows, (row) => data.labels[row]!)]
      : Array.from({ length: task.classes }, (_, c) =>
          Float64Array.from(rows, (row) => (data.labels[row] === c ? 1 : 0)),
        );
  for (const target of targets) {
    const { entry } = l1Path(design, target, width, { family: logistic ? "logistic" : "linear", stopAfter });
    for (let j = 0; j < width; j++) earliest[j] = Math.max(earliest[j]!, entry[j]!);
  }
  return earliest;
}
