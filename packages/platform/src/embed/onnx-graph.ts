import { type ProtobufWriter, protobuf, protobufBytes } from "./protobuf-writer.ts";

/** Element types of ONNX tensors that are used here, by their number in TensorProto.DataType. */
const onnxType = { float32: 1, uint8: 2, int8: 3, int32: 6, int64: 7, float16: 10 } as const;

type OnnxType = keyof typeof onnxType;

/** An attribute of an operator: an integer, a list of them, a text, or a float said to be one. */
export type OnnxAttribute = number | readonly number[] | string | { readonly float: number };

/** Builds an ONNX graph; every method returns the name under which its value can be read. */
export interface OnnxGraph {
  /** A constant of raw little-endian data. */
  constant(name: string, type: OnnxType, shape: readonly number[], data: ArrayBufferView): string;
  /** A constant of 64-bit integers, as shapes and axes are. */
  integers(name: string, values: readonly number[]): string;
  /** An operator with one output. */
  apply(operator: string, inputs: readonly string[], attributes?: Record<string, OnnxAttribute>): string;
  /** An operator whose outputs are named by the caller. */
  applyTo(
    outputs: readonly string[],
    operator: string,
    inputs: readonly string[],
    attributes?: Record<string, OnnxAttribute>,
  ): void;
}

/** An input or output of the whole graph; a dimension is a size or a name that varies from run to run. */
export interface OnnxPort {
  readonly name: string;
  readonly type: OnnxType;
  readonly shape: readonly (number | string)[];
}

// Field numbers are those of onnx.proto: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
const irVersion = 9;
const opset = 20;

function attributeMessage(name: string, value: OnnxAttribute): ProtobufWriter {
  const message = protobuf().text(1, name);
  if (typeof value === "number") return message.int(3, value).int(20, 2);
  if (typeof value === "string") return message.text(4, value).int(20, 3);
  if ("float" in value) return message.float(2, value.float).int(20, 1);
  for (const item of value) message.int(8, item);
  return message.int(20, 7);
}

function portMessage(port: OnnxPort): ProtobufWriter {
  const shape = protobuf();
  for (const size of port.shape) {
    const dimension = protobuf();
    shape.message(1, typeof size === "number" ? dimension.int(1, size) : dimension.text(2, size));
  }
  const tensor = protobuf().int(1, onnxType[port.type]).message(2, shape);
  return protobuf().text(1, port.name).message(2, protobuf().message(1, tensor));
}

/** Serialises the graph that `draw` builds as an ONNX model. */
export function onnxModel(
  name: string,
  inputs: readonly OnnxPort[],
  outputs: readonly OnnxPort[],
  draw: (graph: OnnxGraph) => void,
): Uint8Array {
  const nodes: ProtobufWriter[] = [];
  const constants: ProtobufWriter[] = [];
  const graph: OnnxGraph = {
    constant(constantName, type, shape, data) {
      const tensor = protobuf();
      for (const size of shape) tensor.int(1, size);
      tensor.int(2, onnxType[type]).text(8, constantName);
      constants.push(tensor.bytes(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength)));
      return constantName;
    },
    integers: (constantName, values) =>
      graph.constant(constantName, "int64", [values.length], BigInt64Array.from(values, BigInt)),
    apply(operator, operands, attributes) {
      const output = `${operator}_${nodes.length}`;
      graph.applyTo([output], operator, operands, attributes);
      return output;
    },
    applyTo(results, operator, operands, attributes = {}) {
      const node = protobuf();
      for (const operand of operands) node.text(1, operand);
      for (const result of results) node.text(2, result);
      node.text(3, `${operator}.${nodes.length}`).text(4, operator);
      for (const [key, value] of Object.entries(attributes)) node.message(5, attributeMessage(key, value));
      nodes.push(node);
    },
  };
  draw(graph);

  const body = protobuf();
  for (const node of nodes) body.message(1, node);
  body.text(2, name);
  for (const constant of constants) body.message(5, constant);
  for (const input of inputs) body.message(11, portMessage(input));
  for (const output of outputs) body.message(12, portMessage(output));
  return protobufBytes(protobuf().int(1, irVersion).message(7, body).message(8, protobuf().int(2, opset)));
}
