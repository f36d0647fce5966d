import { type Artefact, arrayOf, decodeArtefact, encodeArtefact, type JsonValue } from "../artefact/artefact.ts";
import { ArtefactError } from "../artefact/artefact-error.ts";
import type { BoostedTrees } from "./boosted-trees.ts";
import type { FeatureColumn } from "./feature-matrix.ts";
import type { Forest } from "./forest.ts";
import type { TreeLoss } from "./loss.ts";

const kind = "boosted-trees";
const version = 1;

/** The bytes of a model, with its data window, parameters and metrics inside. */
export function saveBoostedTrees(model: BoostedTrees): Uint8Array {
  return encodeArtefact(boostedTreesToArtefact(model));
}

/** Reads a saved model. Throws `ArtefactError` when the bytes are damaged, foreign or from a newer version. */
export function loadBoostedTrees(bytes: Uint8Array): BoostedTrees {
  return boostedTreesFromArtefact(decodeArtefact(bytes, { kind, version }));
}

/** A model as an artefact, for models that hold trees among other things. */
export function boostedTreesToArtefact({ columns, loss, outputs, base, forest, codes, info }: BoostedTrees): Artefact {
  const codeStarts = new Int32Array(codes.length + 1);
  for (const [j, known] of codes.entries()) codeStarts[j + 1] = codeStarts[j]! + known.length;
  const allCodes = new Int32Array(codeStarts[codes.length]!);
  for (const [j, known] of codes.entries()) allCodes.set(known, codeStarts[j]!);
  return {
    kind,
    version,
    ...info,
    state: { columns: columns as unknown as JsonValue, loss: loss as JsonValue, outputs },
    arrays: { base, codeStarts, codes: allCodes, ...forest },
  };
}

/** The counterpart of `boostedTreesToArtefact`. Throws `ArtefactError` when its parts do not fit together. */
export function boostedTreesFromArtefact(artefact: Artefact): BoostedTrees {
  const { state, window, parameters, metrics } = artefact;
  const columns = state.columns as unknown as FeatureColumn[];
  const starts = arrayOf(artefact, "codeStarts", Int32Array);
  const codes = arrayOf(artefact, "codes", Int32Array);
  const forest: Forest = {
    roots: arrayOf(artefact, "roots", Int32Array),
    column: arrayOf(artefact, "column", Int32Array),
    value: arrayOf(artefact, "value", Float64Array),
    left: arrayOf(artefact, "left", Int32Array),
    kind: arrayOf(artefact, "kind", Uint8Array),
    cover: arrayOf(artefact, "cover", Float32Array),
    gain: arrayOf(artefact, "gain", Float32Array),
    categoryBits: arrayOf(artefact, "categoryBits", Uint32Array),
  };
  checkForest(forest, columns.length);
  return {
    columns,
    loss: state.loss as unknown as TreeLoss,
    outputs: state.outputs as number,
    base: arrayOf(artefact, "base", Float64Array),
    forest,
    codes: columns.map((_, j) => codes.slice(starts[j], starts[j + 1])),
    info: { window, parameters, metrics },
  };
}

/** Scoring trusts its arrays, so a child that points back or outside would hang or mislead it. */
function checkForest({ roots, column, left }: Forest, columns: number): void {
  const refuse = () => {
    throw new ArtefactError("invalid-contents", "The trees of the model do not hang together. Train it again.");
  };
  for (const root of roots) if (!(root >= 0 && root < column.length)) refuse();
  for (let n = 0; n < column.length; n++) {
    if (column[n]! >= columns) refuse();
    if (column[n]! >= 0 && !(left[n]! > n && left[n]! + 1 < column.length)) refuse();
  }
}
