import { InferenceSession, Tensor } from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import { onnxModel } from "./onnx-graph.ts";
import { protobuf, protobufBytes } from "./protobuf-writer.ts";
import { quantizeWeight } from "./quantize-weight.ts";

describe("the protobuf writer", () => {
  it("writes the examples of the format's own documentation", () => {
    // https://protobuf.dev/programming-guides/encoding/: a = 150; b = "testing"; c = { a = 150 }
    expect([...protobufBytes(protobuf().int(1, 150))]).toEqual([0x08, 0x96, 0x01]);
    expect([...protobufBytes(protobuf().text(2, "testing"))]).toEqual([0x12, 7, ...Buffer.from("testing")]);
    expect([...protobufBytes(protobuf().message(3, protobuf().int(1, 150)))]).toEqual([0x1a, 3, 0x08, 0x96, 0x01]);
  });

  it("writes negative numbers in ten bytes", () => {
    expect([...protobufBytes(protobuf().int(1, -2))]).toEqual([8, 0xfe, ...Array(8).fill(0xff), 1]);
  });
});

describe("the ONNX writer", () => {
  it("writes a model that ONNX Runtime runs", async () => {
    const model = onnxModel(
      "scaled-softmax",
      [{ name: "x", type: "float32", shape: ["rows", 2] }],
      [{ name: "y", type: "float32", shape: ["rows", 2] }],
      (graph) => {
        graph.constant("two", "float32", [1], Float32Array.of(2));
        graph.applyTo(["y"], "Softmax", [graph.apply("Mul", ["x", "two"])], { axis: -1 });
      },
    );
    const session = await InferenceSession.create(model);
    const { y } = await session.run({ x: new Tensor("float32", Float32Array.of(0, 1, 3, 3), [2, 2]) });
    const share = 1 / (1 + Math.exp(2));
    const found = [...(y!.data as Float32Array)];
    [share, 1 - share, 0.5, 0.5].forEach((value, i) => {
      expect(found[i]).toBeCloseTo(value, 5);
    });
    await session.release();
  });
});

it("quantizes each output by its own scale, transposed, to within half a step", () => {
  const weight = { shape: [2, 3], values: Float32Array.of(1, -0.5, 0.25, 0, 100, -127) };
  const { inputs, outputs, values, scales } = quantizeWeight(weight);
  expect([inputs, outputs]).toEqual([3, 2]);
  for (let o = 0; o < 2; o++)
    for (let i = 0; i < 3; i++)
      expect(Math.abs(values[i * 2 + o]! * scales[o]! - weight.values[o * 3 + i]!)).toBeLessThanOrEqual(
        (scales[o]! / 2) * 1.0001,
      );
});
