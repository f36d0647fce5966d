import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isDegenerate, StatsInputError } from "../degenerate.ts";
import { encodeFrequencies, fitFrequencyEncoding } from "./frequency-encoding.ts";
import { fitReconstruction, reconstructionError } from "./reconstruction.ts";
import type { RowMatrix } from "./row-matrix.ts";
import { symmetricEigen } from "./symmetric-eigen.ts";

const { sin, cos } = Math;
function correlated(from: number, to: number, sign: 1 | -1): RowMatrix {
  const rows = Array.from({ length: to - from }, (_, r) => {
    const i = from + r;
    return [
      sin(i) + 0.1 * sin(7 * i),
      sign * sin(i) * 2 + 0.2 * cos(11 * i),
      cos(2 * i),
      cos(2 * i) - 0.3 * sin(5 * i + 1),
      sin(3 * i + 1),
      cos(13 * i),
    ];
  });
  return { values: Float64Array.from(rows.flat()), rows: rows.length, columns: 6 };
}

describe("reconstruction drift", () => {
  it("gives the components and errors of scikit-learn 1.2.1 (StandardScaler, PCA(0.65), inverse_transform)", () => {
    const reference = correlated(0, 80, 1);
    const model = fitReconstruction(reference);
    if (isDegenerate(model)) throw new Error(model.detail);
    expect(model.components).toBe(2);
    expect(model.explained).toBeCloseTo(0.6581439717060217, 12);
    expect(reconstructionError(model, reference)).toBeCloseTo(1.377577259111986, 11);
    expect(reconstructionError(model, correlated(80, 120, -1))).toBeCloseTo(2.004499687902812, 11);
  });

  it("gives the eigenvalues of NumPy 1.24 (linalg.eigvalsh)", () => {
    const matrix = [4, 1, -2, 0.5, 1, 3, 0, 1.5, -2, 0, 5, -1, 0.5, 1.5, -1, 2];
    const { values } = symmetricEigen(matrix, 4);
    [7.049516273036419, 3.858181525316084, 2.451023793733475, 0.6412784079140222].forEach((value, k) => {
      expect(values[k]).toBeCloseTo(value, 12);
    });
    expect(() => symmetricEigen([1, 2, 3], 2)).toThrow(StatsInputError);
  });

  it("takes any symmetric matrix apart into orthonormal vectors that rebuild it", () => {
    const square = fc
      .integer({ min: 1, max: 7 })
      .chain((size) =>
        fc.tuple(
          fc.constant(size),
          fc.array(fc.integer({ min: -9, max: 9 }), { minLength: size * size, maxLength: size * size }),
        ),
      );
    fc.assert(
      fc.property(square, ([size, entries]) => {
        const at = (i: number, j: number) => entries[i * size + j]! + entries[j * size + i]!;
        const matrix = Float64Array.from({ length: size * size }, (_, e) => at(Math.floor(e / size), e % size));
        const { values, vectors } = symmetricEigen(matrix, size);
        for (let i = 0; i < size; i++) {
          for (let j = 0; j < size; j++) {
            let rebuilt = 0;
            let dot = 0;
            for (let k = 0; k < size; k++) {
              rebuilt += values[k]! * vectors[k * size + i]! * vectors[k * size + j]!;
              dot += vectors[i * size + k]! * vectors[j * size + k]!;
            }
            expect(rebuilt).toBeCloseTo(matrix[i * size + j]!, 9);
            expect(dot).toBeCloseTo(i === j ? 1 : 0, 9);
          }
        }
      }),
    );
  });

  it("ignores columns without spread, and says when no column has any", () => {
    const constant = { values: new Float64Array(12).fill(3), rows: 6, columns: 2 };
    expect(fitReconstruction(constant)).toMatchObject({ degenerate: "constant" });
    expect(fitReconstruction({ values: new Float64Array(2), rows: 1, columns: 2 })).toMatchObject({
      degenerate: "too-few",
    });
    const half = Float64Array.from({ length: 12 }, (_, i) => (i % 2 === 0 ? i : 5));
    const model = fitReconstruction({ values: half, rows: 6, columns: 2 });
    if (isDegenerate(model)) throw new Error(model.detail);
    expect(model.components).toBe(1);
    expect(reconstructionError(model, { values: half, rows: 6, columns: 2 })).toBeCloseTo(0, 12);
    expect(reconstructionError(model, { values: new Float64Array(0), rows: 0, columns: 2 })).toMatchObject({
      degenerate: "empty",
    });
    expect(() => reconstructionError(model, { values: new Float64Array(3), rows: 1, columns: 3 })).toThrow(
      StatsInputError,
    );
  });

  it("encodes categories by their share, and one never seen before by 0", () => {
    const encoding = fitFrequencyEncoding(["a", "b", "a", "a"]);
    if (isDegenerate(encoding)) throw new Error(encoding.detail);
    expect([...encodeFrequencies(encoding, ["b", "new", "a"])]).toEqual([0.25, 0, 0.75]);
    expect(fitFrequencyEncoding([])).toMatchObject({ degenerate: "empty" });
  });
});
