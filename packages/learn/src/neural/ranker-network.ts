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
 * One pass forward and back through the layers on the tensor backend. The slope of the loss for the scores is computed
 * outside (`lossOf`), and the inputs' slopes are returned, so that tables of ids can be updated by the caller: gathering
 * has no gradient on WebAssembly.
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
    const batch = tf.tensor2d(inputs.subarray(0, rows * width), [rows, width]);
    const parameters = layers.flatMap(({ weights, biases, inputs: from, outputs: to }) => [
      tf.tensor2d(weights, [from, to]),
      tf.tensor1d(biases),
    ]);
    const measured = tf.customGrad((...given) => {
      const scores = given[0] as TensorFlow.Tensor;
      const { loss, gradient } = lossOf(scores.dataSync<"float32">());
      const gradFunc = (dy: TensorFlow.Tensor) => [tf.mul(dy, tf.tensor2d(gradient, [rows, 1]))];
      return { value: tf.scalar(loss), gradFunc };
    });
    const forward = (...tensors: TensorFlow.Tensor[]) => {
      let at = tensors[0]!;
      for (let l = 0; l < layers.length; l++) {
        at = tf.add(tf.matMul(at, tensors[1 + 2 * l]!), tensors[2 + 2 * l]!);
        if (l + 1 < layers.length) at = tf.relu(at);
      }
      return measured(at) as TensorFlow.Scalar;
    };
    const { value, grads } = tf.valueAndGrads(forward)([batch, ...parameters]);
    const [ofInputs, ...ofLayers] = grads.map((gradient) => gradient.dataSync<"float32">());
    return { loss: value.dataSync()[0]!, inputs: ofInputs!, layers: ofLayers };
  });
}
