import type * as TensorFlow from "@tensorflow/tfjs-core";
import type { DenseLayer } from "./neural-ranker.ts";
import type { ScoreLoss } from "./ranking-losses.ts";

/** TensorFlow.js as the caller set it up: the module with a backend registered, ready and current. */
export type TensorBackend = typeof TensorFlow;

/** Slopes of a loss for a batch's inputs, and for each layer's weights and biases in turn. */
export interface NetworkSlopes {
  loss: number;
  inputs: Float32Array;
  layers: Float32Array[];
}

/**
 * One pass forward and back through the layers on the tensor backend. The slope of the loss for the scores comes from
 * `lossOf`; the inputs' slopes are returned, so that the caller can update tables of ids. The chain rule is written out,
 * because gathering has no gradient on WebAssembly and TensorFlow.js's CommonJS build registers no gradients at all.
 */
export function networkSlopes(
  tf: TensorBackend,
  layers: readonly DenseLayer[],
  inputs: Float32Array,
  rows: number,
  lossOf: (scores: Float32Array) => ScoreLoss,
): NetworkSlopes {
  return tf.tidy(() => {
    const width = layers[0]!.inputs;
    const weights = layers.map((layer) => tf.tensor2d(layer.weights, [layer.inputs, layer.outputs]));
    const outputs: TensorFlow.Tensor[] = [tf.tensor2d(inputs.subarray(0, rows * width), [rows, width])];
    for (const [l, { biases }] of layers.entries()) {
      const activation = l + 1 < layers.length ? "relu" : "linear";
      outputs.push(tf.fused.matMul({ a: outputs[l]!, b: weights[l]!, bias: tf.tensor1d(biases), activation }));
    }
    const { loss, gradient } = lossOf(outputs[layers.length]!.dataSync<"float32">());
    const slopes: Float32Array[] = [];
    let slope: TensorFlow.Tensor = tf.tensor2d(gradient, [rows, 1]);
    for (let l = layers.length - 1; l >= 0; l--) {
      const ofWeights = tf.matMul(outputs[l]!, slope, true, false).dataSync<"float32">();
      slopes.unshift(ofWeights, tf.sum(slope, 0).dataSync<"float32">());
      const below = tf.matMul(slope, weights[l]!, false, true);
      // A rectified unit passes slopes on where it was positive; `step` of its output says where.
      slope = l > 0 ? tf.mul(below, tf.step(outputs[l]!)) : below;
    }
    return { loss, inputs: slope.dataSync<"float32">(), layers: slopes };
  });
}
