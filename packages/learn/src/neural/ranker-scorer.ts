import type { DenseLayer, NeuralRanker } from "./neural-ranker.ts";
import { writeInputs } from "./ranker-inputs.ts";
import type { RankerFeatures } from "./ranking-data.ts";

/** Scores candidates: one number per row into `scores`, larger is better. */
export type RankerScorer = (features: RankerFeatures, scores: Float32Array) => void;

const block = 4;

/**
 * A scorer on plain arrays made once and used again: no tensor, no allocation per call. It takes four rows at a time,
 * so that each weight is read once for all of them.
 */
export function rankerScorer(model: NeuralRanker): RankerScorer {
  const { layers, shape } = model;
  const tables = { ...model, ids: shape.ids };
  const width = layers[0]!.inputs;
  const inputs = new Float32Array(block * width);
  const outputs = layers.map(({ outputs: units }) => new Float32Array(block * units));
  return (features, scores) => {
    const { rows } = features;
    if (scores.length < rows)
      throw new RangeError(`${rows} rows need as many places for scores, not ${scores.length}.`);
    for (let row = 0; row < rows; row += block) {
      const count = Math.min(block, rows - row);
      for (let b = 0; b < count; b++) writeInputs(tables, features, row + b, inputs, b * width);
      let from = inputs;
      for (let l = 0; l < layers.length; l++) {
        const to = outputs[l]!;
        fourRows(layers[l]!, from, to, l + 1 < layers.length);
        from = to;
      }
      for (let b = 0; b < count; b++) scores[row + b] = from[b]!;
    }
  };
}

function fourRows(
  { inputs, outputs, weights, biases }: DenseLayer,
  from: Float32Array,
  to: Float32Array,
  rectify: boolean,
): void {
  const [second, third, fourth] = [inputs, 2 * inputs, 3 * inputs];
  for (let o = 0; o < outputs; o++) {
    const bias = biases[o]!;
    let a = bias;
    let b = bias;
    let c = bias;
    let d = bias;
    for (let i = 0, w = o; i < inputs; i++, w += outputs) {
      const weight = weights[w]!;
      a += from[i]! * weight;
      b += from[second + i]! * weight;
      c += from[third + i]! * weight;
      d += from[fourth + i]! * weight;
    }
    to[o] = rectify && a < 0 ? 0 : a;
    to[outputs + o] = rectify && b < 0 ? 0 : b;
    to[2 * outputs + o] = rectify && c < 0 ? 0 : c;
    to[3 * outputs + o] = rectify && d < 0 ? 0 : d;
  }
}
