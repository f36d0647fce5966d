import { type Artefact, arrayOf } from "../artefact/artefact.ts";
import { ArtefactError } from "../artefact/artefact-error.ts";
import type { ItemHistory } from "./item-histories.ts";
import type { Contribution, ItemScorer, ScorerParts } from "./item-scorer.ts";

/** How much an item of a history counts by how many steps ago it was taken (1 for the last). */
export type StepDecay =
  | { readonly kind: "none" }
  | { readonly kind: "inverse" }
  | { readonly kind: "power"; readonly base: number };

/** The weight of an item `steps` ago. */
export function stepWeight(decay: StepDecay, steps: number): number {
  if (decay.kind === "none") return 1;
  return decay.kind === "inverse" ? 1 / steps : decay.base ** (steps - 1);
}

/** Weights from each item to others: those of item i lie from `starts[i]` to `starts[i + 1]`. */
export interface SparseRows {
  readonly starts: Uint32Array;
  readonly targets: Uint32Array;
  readonly values: Float32Array;
}

/** Scores items by the summed weights from the items of the history, the later ones counting more. */
export class ItemWeights implements ItemScorer {
  readonly kind = "item-weights";
  readonly scale = "sum";
  readonly rows: SparseRows;
  readonly decay: StepDecay;
  readonly window: number;

  /** Only the last `window` items of a history count. */
  constructor(rows: SparseRows, decay: StepDecay, window = 50) {
    this.rows = rows;
    this.decay = decay;
    this.window = window;
  }

  score({ items }: ItemHistory, into: Float64Array): void {
    const { starts, targets, values } = this.rows;
    into.fill(0);
    for (let p = Math.max(0, items.length - this.window); p < items.length; p++) {
      const item = items[p]!;
      if (item + 1 >= starts.length) continue;
      const weight = stepWeight(this.decay, items.length - p);
      for (let k = starts[item]!; k < starts[item + 1]!; k++) into[targets[k]!]! += weight * values[k]!;
    }
  }

  explain({ items }: ItemHistory, item: number): Contribution[] {
    const { starts, targets, values } = this.rows;
    const amounts = new Map<number, number>();
    for (let p = Math.max(0, items.length - this.window); p < items.length; p++) {
      const source = items[p]!;
      if (source + 1 >= starts.length) continue;
      for (let k = starts[source]!; k < starts[source + 1]!; k++)
        if (targets[k] === item)
          amounts.set(source, (amounts.get(source) ?? 0) + stepWeight(this.decay, items.length - p) * values[k]!);
    }
    return [...amounts]
      .filter(([, amount]) => amount > 0)
      .map(([source, amount]) => ({ item: source, amount }))
      .sort((a, b) => b.amount - a.amount || a.item - b.item);
  }

  parts(): ScorerParts {
    return { state: { decay: { ...this.decay }, window: this.window }, arrays: { ...this.rows } };
  }
}

/** The weights of saved parts. Throws `ArtefactError` where they do not fit each other. */
export function itemWeightsOf(artefact: Artefact): ItemWeights {
  const starts = arrayOf(artefact, "starts", Uint32Array);
  const targets = arrayOf(artefact, "targets", Uint32Array);
  const values = arrayOf(artefact, "values", Float32Array);
  if (starts.length === 0 || starts[starts.length - 1] !== targets.length || targets.length !== values.length)
    throw new ArtefactError("invalid-contents", "The item weights do not fit each other. Train the model again.");
  const { decay, window } = artefact.state as unknown as { decay: StepDecay; window: number };
  return new ItemWeights({ starts, targets, values }, decay, window);
}

/** Turns lists of sources per target into rows of targets per source. */
export function rowsBySource(
  size: number,
  byTarget: readonly { sources: ArrayLike<number>; values: ArrayLike<number> }[],
): SparseRows {
  const starts = new Uint32Array(size + 1);
  for (const { sources } of byTarget) for (let k = 0; k < sources.length; k++) starts[sources[k]! + 1]!++;
  for (let i = 0; i < size; i++) starts[i + 1]! += starts[i]!;
  const next = starts.slice();
  const targets = new Uint32Array(starts[size]!);
  const values = new Float32Array(targets.length);
  for (const [target, list] of byTarget.entries())
    for (let k = 0; k < list.sources.length; k++) {
      const at = next[list.sources[k]!]!++;
      targets[at] = target;
      values[at] = list.values[k]!;
    }
  return { starts, targets, values };
}
