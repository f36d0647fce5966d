import { arrayOf, decodeArtefact, encodeArtefact, type JsonValue } from "../artefact/artefact.ts";
import { ArtefactError } from "../artefact/artefact-error.ts";
import { checkRankerShape, type NeuralRanker, parameterCount, type RankerShape } from "./neural-ranker.ts";

const kind = "neural-ranker";
const version = 1;

/** The bytes of a ranker: about 4 per parameter. */
export function saveRanker({ shape, mean, scale, embeddings, layers, info }: NeuralRanker): Uint8Array {
  const arrays: Record<string, Float32Array> = { mean, scale };
  for (const [k, table] of embeddings.entries()) arrays[`embedding.${k}`] = table;
  for (const [l, { weights, biases }] of layers.entries()) {
    arrays[`weights.${l}`] = weights;
    arrays[`biases.${l}`] = biases;
  }
  return encodeArtefact({ kind, version, ...info, state: { shape: shape as unknown as JsonValue }, arrays });
}

/** Reads a saved ranker. Throws `ArtefactError` when the bytes are damaged, foreign or from a newer version. */
export function loadRanker(bytes: Uint8Array): NeuralRanker {
  const artefact = decodeArtefact(bytes, { kind, version });
  const { window, parameters, metrics, state } = artefact;
  const shape = state.shape as unknown as RankerShape;
  checkRankerShape(shape);
  const array = (name: string) => arrayOf(artefact, name, Float32Array);
  let inputs = shape.ids.reduce((sum, { dimension }) => sum + dimension, shape.dense.length);
  const model: NeuralRanker = {
    shape,
    mean: array("mean"),
    scale: array("scale"),
    embeddings: shape.ids.map((_, k) => array(`embedding.${k}`)),
    layers: [...shape.hidden, 1].map((outputs, l) => {
      const layer = { inputs, outputs, weights: array(`weights.${l}`), biases: array(`biases.${l}`) };
      inputs = outputs;
      return layer;
    }),
    info: { window, parameters, metrics },
  };
  const held = [...model.embeddings, ...model.layers.flatMap(({ weights, biases }) => [weights, biases])];
  if (held.reduce((sum, values) => sum + values.length, 0) !== parameterCount(shape))
    throw new ArtefactError("invalid-contents", "The ranker's parameters do not fit its shape. Train it again.");
  return model;
}
