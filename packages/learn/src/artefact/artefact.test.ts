import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Artefact, arrayOf, decodeArtefact, encodeArtefact, readArtefactInfo } from "./artefact.ts";
import { ArtefactError } from "./artefact-error.ts";

const sample: Artefact = {
  kind: "sample",
  version: 2,
  window: { from: "2024-01-01T00:00:00Z", to: "2024-06-30T00:00:00Z", rows: 3 },
  parameters: { trees: 10, loss: "squared" },
  metrics: { rmse: 0.5 },
  state: { names: ["größe", "preis"] },
  arrays: { left: Int32Array.of(1, -2, 3), value: Float64Array.of(Number.NaN, 1e300, -0), flag: Uint8Array.of(7) },
};
const expected = { kind: "sample", version: 2 };

function refusalOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof ArtefactError) return error.refusal;
    throw error;
  }
  return "accepted";
}

describe("artefact", () => {
  it("gives back what was saved, even from a view that starts at an odd byte", () => {
    const bytes = encodeArtefact(sample);
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expect(decodeArtefact(bytes, expected)).toEqual(sample);
    expect(decodeArtefact(shifted.subarray(3), expected)).toEqual(sample);
    expect(readArtefactInfo(bytes)).toMatchObject({ kind: "sample", metrics: { rmse: 0.5 } });
  });

  it("round-trips any arrays", () => {
    fc.assert(
      fc.property(fc.array(fc.float64Array(), { maxLength: 4 }), fc.int16Array(), (floats, ints) => {
        const arrays: Artefact["arrays"] = { ints };
        for (const [i, array] of floats.entries()) arrays[`f${i}`] = array;
        expect(decodeArtefact(encodeArtefact({ ...sample, arrays }), expected).arrays).toEqual(arrays);
      }),
    );
  });

  it("refuses any single flipped bit", () => {
    const bytes = encodeArtefact(sample);
    fc.assert(
      fc.property(fc.nat(bytes.length * 8 - 1), (bit) => {
        const broken = bytes.slice();
        broken[bit >> 3] = broken[bit >> 3]! ^ (1 << (bit & 7));
        expect(refusalOf(() => decodeArtefact(broken, expected))).not.toBe("accepted");
      }),
    );
  });

  it("refuses every cut", () => {
    const bytes = encodeArtefact(sample);
    for (let length = 0; length < bytes.length; length++)
      expect(refusalOf(() => decodeArtefact(bytes.subarray(0, length), expected))).toMatch(/not-an-artefact|truncated/);
  });

  it("names the reason", () => {
    const bytes = encodeArtefact(sample);
    const future = bytes.slice();
    future[8] = 9;
    const flipped = bytes.slice();
    flipped[flipped.length - 9] = flipped[flipped.length - 9]! ^ 1;
    expect(refusalOf(() => decodeArtefact(new Uint8Array(100), expected))).toBe("not-an-artefact");
    expect(refusalOf(() => decodeArtefact(future, expected))).toBe("newer-format");
    expect(refusalOf(() => decodeArtefact(flipped, expected))).toBe("damaged");
    expect(refusalOf(() => decodeArtefact(bytes, { kind: "other", version: 2 }))).toBe("wrong-kind");
    expect(refusalOf(() => decodeArtefact(bytes, { kind: "sample", version: 1 }))).toBe("newer-version");
    expect(refusalOf(() => arrayOf(decodeArtefact(bytes, expected), "left", Float64Array))).toBe("invalid-contents");
  });

  it("does not write a number that JSON would lose", () => {
    expect(() => encodeArtefact({ ...sample, metrics: { auc: Number.NaN } })).toThrow(/auc/);
  });
});
