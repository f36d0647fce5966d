import type { WeightTensor } from "./safetensors.ts";

/** A matrix in int8, [inputs × outputs], with one scale per output: weight ≈ quantized · scale. */
export interface QuantizedWeight {
  readonly inputs: number;
  readonly outputs: number;
  readonly values: Int8Array;
  readonly scales: Float32Array;
}

/**
 * Quantizes a linear layer's weight, stored [outputs × inputs] as PyTorch does, to symmetric int8 with one scale per
 * output channel, and transposes it for a plain matrix product.
 */
export function quantizeWeight(weight: WeightTensor): QuantizedWeight {
  const [outputs, inputs] = weight.shape as [number, number];
  const values = new Int8Array(inputs * outputs);
  const scales = new Float32Array(outputs);
  for (let o = 0; o < outputs; o++) {
    let largest = 0;
    for (let i = 0; i < inputs; i++) largest = Math.max(largest, Math.abs(weight.values[o * inputs + i]!));
    const scale = largest === 0 ? 1 : largest / 127;
    scales[o] = scale;
    for (let i = 0; i < inputs; i++) values[i * outputs + o] = Math.round(weight.values[o * inputs + i]! / scale);
  }
  return { inputs, outputs, values, scales };
}
