import { type Artefact, arrayOf } from "../artefact/artefact.ts";
import type { ItemHistory } from "./item-histories.ts";
import type { Contribution, ItemScorer, ScorerParts } from "./item-scorer.ts";
import { type StepDecay, stepWeight } from "./item-weights.ts";

/** Attributes (category, brand …) of each item, as places among the attributes. */
export type ItemAttributes = readonly (readonly number[])[];

/**
 * Likeness by attributes: the cosine between items when each attribute weighs ln(items / items with it), so that a shared
 * brand counts more than a shared department. It knows items that nobody has taken yet.
 */
export class AttributeLikeness implements ItemScorer {
  readonly kind = "attribute-likeness";
  readonly scale = "sum";
  readonly #starts: Uint32Array;
  readonly #attributes: Uint32Array;
  readonly #decay: StepDecay;
  readonly #weights: Float64Array;
  readonly #lengths: Float64Array;
  readonly #holders: readonly number[][];

  constructor(starts: Uint32Array, attributes: Uint32Array, decay: StepDecay) {
    this.#starts = starts;
    this.#attributes = attributes;
    this.#decay = decay;
    const items = starts.length - 1;
    const holders: number[][] = [];
    for (let item = 0; item < items; item++)
      for (let k = starts[item]!; k < starts[item + 1]!; k++) {
        const attribute = attributes[k]!;
        while (holders.length <= attribute) holders.push([]);
        holders[attribute]!.push(item);
      }
    this.#holders = holders;
    this.#weights = Float64Array.from(holders, (list) => (list.length === 0 ? 0 : Math.log(items / list.length)));
    this.#lengths = Float64Array.from({ length: items }, (_, item) => {
      let squares = 0;
      for (let k = starts[item]!; k < starts[item + 1]!; k++) squares += this.#weights[attributes[k]!]! ** 2;
      return Math.sqrt(squares) || 1;
    });
  }

  score({ items }: ItemHistory, into: Float64Array): void {
    into.fill(0);
    const profile = new Map<number, number>();
    for (let p = 0; p < items.length; p++) {
      const item = items[p]!;
      if (item >= this.#lengths.length) continue;
      const weight = stepWeight(this.#decay, items.length - p) / this.#lengths[item]!;
      for (let k = this.#starts[item]!; k < this.#starts[item + 1]!; k++) {
        const attribute = this.#attributes[k]!;
        profile.set(attribute, (profile.get(attribute) ?? 0) + weight * this.#weights[attribute]! ** 2);
      }
    }
    for (const [attribute, weight] of profile)
      for (const item of this.#holders[attribute]!) into[item]! += weight / this.#lengths[item]!;
  }

  explain({ items }: ItemHistory, item: number): Contribution[] {
    const scores = new Float64Array(this.#lengths.length);
    const found = new Map<number, number>();
    for (const source of new Set(Array.from(items))) {
      this.score({ items: [source] }, scores);
      if (scores[item]! > 0) found.set(source, scores[item]!);
    }
    return [...found]
      .map(([source, amount]) => ({ item: source, amount }))
      .sort((a, b) => b.amount - a.amount || a.item - b.item);
  }

  parts(): ScorerParts {
    return { state: { decay: { ...this.#decay } }, arrays: { starts: this.#starts, attributes: this.#attributes } };
  }
}

/** Packs the attributes of every item. */
export function attributeLikeness(
  attributes: ItemAttributes,
  decay: StepDecay = { kind: "inverse" },
): AttributeLikeness {
  const starts = new Uint32Array(attributes.length + 1);
  for (const [item, list] of attributes.entries()) starts[item + 1] = starts[item]! + list.length;
  return new AttributeLikeness(starts, Uint32Array.from(attributes.flat()), decay);
}

/** The likeness of saved parts. */
export function attributeLikenessOf(artefact: Artefact): AttributeLikeness {
  const { decay } = artefact.state as unknown as { decay: StepDecay };
  return new AttributeLikeness(
    arrayOf(artefact, "starts", Uint32Array),
    arrayOf(artefact, "attributes", Uint32Array),
    decay,
  );
}
