import { describe, expect, it } from "vitest";
import { decodeArtefact, encodeArtefact, readArtefactInfo } from "../artefact/artefact.ts";
import { seededRandom } from "../seeded-random.ts";
import { predictTrees } from "./boosted-trees.ts";
import { boostedTreesToArtefact, loadBoostedTrees, saveBoostedTrees } from "./save-boosted-trees.ts";
import { trainBoostedTrees } from "./train-boosted-trees.ts";

const random = seededRandom(1);
const data = {
  columns: [
    { name: "price", kind: "number" as const },
    { name: "brand", kind: "category" as const },
  ],
  rows: 2000,
  values: Float64Array.from({ length: 4000 }, (_, i) =>
    i % 2 ? Math.floor(random() * 30) : random() < 0.1 ? Number.NaN : random(),
  ),
  labels: Float64Array.from({ length: 2000 }, () => Math.floor(random() * 3)),
  window: { from: "2024-01-01T00:00:00Z", to: "2024-02-01T00:00:00Z" },
};
const model = trainBoostedTrees(data, { loss: { kind: "multiclass", classes: 3 }, trees: 10 });

describe("saved trees", () => {
  it("predict the same after loading, and say where they come from", () => {
    const bytes = saveBoostedTrees(model);
    expect(predictTrees(loadBoostedTrees(bytes), data)).toEqual(predictTrees(model, data));
    expect(loadBoostedTrees(bytes)).toEqual(model);
    expect(readArtefactInfo(bytes)).toMatchObject({
      kind: "boosted-trees",
      window: { from: "2024-01-01T00:00:00Z", to: "2024-02-01T00:00:00Z", rows: 2000 },
      parameters: { trees: 10, leaves: 31, loss: { kind: "multiclass", classes: 3 } },
      metrics: { trees: 30 },
    });
  });

  it("are refused when a child points nowhere, though the checksum is right", () => {
    const artefact = boostedTreesToArtefact(model);
    const left = artefact.arrays.left!.slice();
    left[0] = 1e6;
    const bytes = encodeArtefact({ ...artefact, arrays: { ...artefact.arrays, left } });
    expect(decodeArtefact(bytes, { kind: "boosted-trees", version: 1 }).arrays.left![0]).toBe(1e6);
    expect(() => loadBoostedTrees(bytes)).toThrow(/hang together/);
  });
});
