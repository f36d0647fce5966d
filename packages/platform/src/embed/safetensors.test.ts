import { describe, expect, it } from "vitest";
import { halfToFloat } from "./half-float.ts";
import { readSafetensors } from "./safetensors.ts";

function sample(): Uint8Array {
  const header = JSON.stringify({
    __metadata__: { format: "pt" },
    wide: { dtype: "F32", shape: [1], data_offsets: [6, 10] },
    half: { dtype: "F16", shape: [3, 1], data_offsets: [0, 6] },
  });
  const bytes = new Uint8Array(8 + header.length + 10);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(header.length), true);
  bytes.set(new TextEncoder().encode(header), 8);
  const start = 8 + header.length;
  [0x3c00, 0xc000, 0x3555].forEach((word, i) => {
    view.setUint16(start + 2 * i, word, true);
  });
  view.setFloat32(start + 6, 0.25, true);
  return bytes;
}

describe("the safetensors reader", () => {
  it("reads halves and floats by name", () => {
    const weights = readSafetensors(sample());
    expect(weights.names).toEqual(["wide", "half"]);
    expect(weights.tensor("wide")).toEqual({ shape: [1], values: Float32Array.of(0.25) });
    expect([...weights.tensor("half").values]).toEqual([1, -2, 0.333251953125]);
    expect([...weights.halves("half").words]).toEqual([0x3c00, 0xc000, 0x3555]);
  });

  it("reads the same from a Buffer that begins in the middle of another", () => {
    const bytes = sample();
    const pooled = Buffer.concat([Buffer.from([1, 2, 3]), bytes]).subarray(3);
    expect(readSafetensors(pooled).tensor("wide").values).toEqual(Float32Array.of(0.25));
  });

  it("says what is missing or cut off", () => {
    expect(() => readSafetensors(sample()).tensor("other")).toThrow(/no tensor "other"/);
    expect(() => readSafetensors(sample().slice(0, -2)).tensor("wide")).toThrow(/cut off inside "wide"/);
    expect(() => readSafetensors(sample().slice(0, 20))).toThrow(/cut off inside its header/);
    expect(() => readSafetensors(sample()).halves("wide")).toThrow(/F32, not F16/);
  });
});

it("widens the landmarks of binary16 exactly", () => {
  const words = Uint16Array.of(0x0001, 0x03ff, 0x0400, 0x7bff, 0x8000, 0x7c00, 0xfc00);
  expect([...halfToFloat(words)]).toEqual([
    2 ** -24,
    2 ** -14 - 2 ** -24,
    2 ** -14,
    65504,
    -0,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ]);
});
