import { type OnnxGraph, onnxModel } from "./onnx-graph.ts";
import { quantizeWeight } from "./quantize-weight.ts";
import type { Weights } from "./safetensors.ts";

/** The shape of a BERT encoder (Devlin et al. 2019). */
export interface BertShape {
  readonly hidden: number;
  readonly heads: number;
  readonly layers: number;
}

/** A value in float32, and the same value quantized to uint8 with its scale and zero point. */
interface Quantized {
  readonly values: string;
  readonly scale: string;
  readonly zero: string;
}

const int64 = "int64" as const;

/**
 * A sentence encoder as an ONNX model: BERT, the mean of the token vectors under the mask, and unit length.
 * Inputs `input_ids` and `attention_mask` [batch × tokens], output `embedding` [batch × hidden]. Linear layers are
 * dynamic int8; word embeddings stay in float16, as they are stored.
 */
export function bertSentenceEncoder(weights: Weights, shape: BertShape): Uint8Array {
  const tokens = ["batch", "tokens"];
  return onnxModel(
    "sentence-encoder",
    [
      { name: "input_ids", type: int64, shape: tokens },
      { name: "attention_mask", type: int64, shape: tokens },
    ],
    [{ name: "embedding", type: "float32", shape: ["batch", shape.hidden] }],
    (graph) => {
      graph.integers("axis1", [1]);
      graph.integers("axis2", [2]);
      graph.integers("axes12", [1, 2]);
      const mask = graph.apply("Cast", ["attention_mask"], { to: 1 });
      let states = embeddings(graph, weights, shape);
      const bias = attentionBias(graph, mask);
      for (let layer = 0; layer < shape.layers; layer++)
        states = encoderLayer(graph, weights, shape, `encoder.layer.${layer}`, states, bias);
      unitMean(graph, states, mask);
    },
  );
}

function floats(graph: OnnxGraph, weights: Weights, name: string): string {
  const { shape, values } = weights.tensor(name);
  return graph.constant(name, "float32", shape, values);
}

function layerNorm(graph: OnnxGraph, weights: Weights, name: string, input: string): string {
  const scale = floats(graph, weights, `${name}.weight`);
  const shift = floats(graph, weights, `${name}.bias`);
  return graph.apply("LayerNormalization", [input, scale, shift], { axis: -1, epsilon: { float: 1e-12 } });
}

function embeddings(graph: OnnxGraph, weights: Weights, { hidden }: BertShape): string {
  const words = weights.halves("embeddings.word_embeddings.weight");
  graph.constant("words", "float16", words.shape, words.words);
  // Every token is of type 0 here, so the type's vector is added to the positions once and for all.
  const positions = weights.tensor("embeddings.position_embeddings.weight");
  const type = weights.tensor("embeddings.token_type_embeddings.weight").values;
  graph.constant(
    "positions",
    "float32",
    positions.shape,
    positions.values.map((value, i) => value + type[i % hidden]!),
  );
  graph.integers("zero", [0]);
  const length = graph.apply("Shape", ["input_ids"], { start: 1, end: 2 });
  const position = graph.apply("Slice", ["positions", "zero", length, "zero"]);
  const word = graph.apply("Cast", [graph.apply("Gather", ["words", "input_ids"], { axis: 0 })], { to: 1 });
  return layerNorm(graph, weights, "embeddings.LayerNorm", graph.apply("Add", [word, position]));
}

/** Zero where there is a token, −10,000 where there is padding: added before the softmax. */
function attentionBias(graph: OnnxGraph, mask: string): string {
  graph.constant("one", "float32", [1], Float32Array.of(1));
  graph.constant("far", "float32", [1], Float32Array.of(-10_000));
  const padded = graph.apply("Sub", ["one", graph.apply("Unsqueeze", [mask, "axes12"])]);
  return graph.apply("Mul", [padded, "far"]);
}

function quantized(graph: OnnxGraph, input: string): Quantized {
  const names = { values: `${input}.q`, scale: `${input}.scale`, zero: `${input}.zero` };
  graph.applyTo([names.values, names.scale, names.zero], "DynamicQuantizeLinear", [input]);
  return names;
}

function linear(graph: OnnxGraph, weights: Weights, name: string, input: Quantized): string {
  const { inputs, outputs, values, scales } = quantizeWeight(weights.tensor(`${name}.weight`));
  const weight = graph.constant(`${name}.weight`, "int8", [inputs, outputs], values);
  const scale = graph.constant(`${name}.scale`, "float32", [outputs], scales);
  const zero = graph.constant(`${name}.zero`, "int8", [outputs], new Int8Array(outputs));
  const product = graph.apply("MatMulInteger", [input.values, weight, input.zero, zero]);
  const wide = graph.apply("Cast", [product], { to: 1 });
  const scaled = graph.apply("Mul", [wide, graph.apply("Mul", [input.scale, scale])]);
  return graph.apply("Add", [scaled, floats(graph, weights, `${name}.bias`)]);
}

function attention(
  graph: OnnxGraph,
  weights: Weights,
  { hidden, heads }: BertShape,
  name: string,
  states: string,
  bias: string,
): string {
  const size = hidden / heads;
  const apart = graph.integers(`${name}.apart`, [0, 0, heads, size]);
  const together = graph.integers(`${name}.together`, [0, 0, hidden]);
  const scale = graph.constant(`${name}.root`, "float32", [1], Float32Array.of(1 / Math.sqrt(size)));
  const input = quantized(graph, states);
  const head = (part: string, perm: readonly number[]) =>
    graph.apply("Transpose", [graph.apply("Reshape", [linear(graph, weights, `${name}.self.${part}`, input), apart])], {
      perm,
    });
  const query = head("query", [0, 2, 1, 3]);
  const key = head("key", [0, 2, 3, 1]);
  const value = head("value", [0, 2, 1, 3]);
  const similar = graph.apply("Mul", [graph.apply("MatMul", [query, key]), scale]);
  const share = graph.apply("Softmax", [graph.apply("Add", [similar, bias])], { axis: -1 });
  const mixed = graph.apply("Transpose", [graph.apply("MatMul", [share, value])], { perm: [0, 2, 1, 3] });
  return graph.apply("Reshape", [mixed, together]);
}

function encoderLayer(
  graph: OnnxGraph,
  weights: Weights,
  shape: BertShape,
  name: string,
  states: string,
  bias: string,
): string {
  const dense = (part: string, input: string) => linear(graph, weights, `${name}.${part}`, quantized(graph, input));
  const seen = attention(graph, weights, shape, `${name}.attention`, states, bias);
  const attended = layerNorm(
    graph,
    weights,
    `${name}.attention.output.LayerNorm`,
    graph.apply("Add", [dense("attention.output.dense", seen), states]),
  );
  const wide = graph.apply("Gelu", [dense("intermediate.dense", attended)], { approximate: "none" });
  const narrow = dense("output.dense", wide);
  return layerNorm(graph, weights, `${name}.output.LayerNorm`, graph.apply("Add", [narrow, attended]));
}

/** The mean of the token vectors that are not padding, brought to unit length. */
function unitMean(graph: OnnxGraph, states: string, mask: string): void {
  graph.constant("tiny", "float32", [1], Float32Array.of(1e-9));
  const column = graph.apply("Unsqueeze", [mask, "axis2"]);
  const sum = graph.apply("ReduceSum", [graph.apply("Mul", [states, column]), "axis1"], { keepdims: 0 });
  const count = graph.apply("ReduceSum", [column, "axis1"], { keepdims: 0 });
  const mean = graph.apply("Div", [sum, count]);
  const length = graph.apply("ReduceL2", [mean, "axis1"], { keepdims: 1 });
  graph.applyTo(["embedding"], "Div", [mean, graph.apply("Max", [length, "tiny"])]);
}
