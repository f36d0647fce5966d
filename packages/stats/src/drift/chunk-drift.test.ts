import { describe, expect, it } from "vitest";
import { isDegenerate, StatsInputError } from "../degenerate.ts";
import { normalDraw, seededRandom } from "../seeded-random.ts";
import { type ChunkDrift, categoricalChunkDrift, numericChunkDrift, reconstructionChunkDrift } from "./chunk-drift.ts";
import { chunkThreshold } from "./chunk-threshold.ts";

const random = seededRandom("chunks");
const days = (count: number, shift = 0) =>
  Array.from({ length: count }, () => Float64Array.from({ length: 300 }, () => normalDraw(random) + shift));

function alerts(result: ChunkDrift | { degenerate: string }): boolean[] {
  if (isDegenerate(result)) throw new Error(result.detail);
  return (result as ChunkDrift).chunks.map((chunk) => !isDegenerate(chunk) && chunk.alert);
}

describe("chunkThreshold", () => {
  it("gives the example of NannyML's StandardDeviationThreshold: 0…9 → −4.1168 and 13.1168", () => {
    const values = Array.from({ length: 10 }, (_, i) => i);
    expect(chunkThreshold(values)).toMatchObject({
      lower: expect.closeTo(-4.116843969807043, 12),
      upper: expect.closeTo(13.116843969807043, 12),
    });
    expect(chunkThreshold(values, { lowest: 0, highest: 10 })).toMatchObject({ lower: 0, upper: 10 });
  });

  it("says when chunks bear no limits", () => {
    expect(chunkThreshold([1])).toMatchObject({ degenerate: "too-few" });
    expect(chunkThreshold([1, Number.NaN])).toMatchObject({ degenerate: "not-finite" });
    expect(() => chunkThreshold([1, 2], { multiplier: 0 })).toThrow(StatsInputError);
  });
});

describe("drift by chunks", () => {
  it("alerts on shifted days and stays calm on the others, by every measure", () => {
    const reference = days(20);
    const chunks = [...days(4), ...days(2, 0.8)];
    for (const measure of ["jensen-shannon", "hellinger", "wasserstein", "kolmogorov-smirnov"] as const)
      expect(alerts(numericChunkDrift(reference, chunks, { measure })).slice(4)).toEqual([true, true]);
    const calm = alerts(numericChunkDrift(reference, chunks)).slice(0, 4);
    expect(calm.filter(Boolean).length).toBeLessThanOrEqual(1);
  });

  it("alerts on a category never seen before", () => {
    const day = (extra: readonly string[] = []) => [
      ...Array.from({ length: 300 }, () => (random() < 0.6 ? "web" : "shop")),
      ...extra,
    ];
    const reference = Array.from({ length: 12 }, () => day());
    const kiosk = Array.from({ length: 60 }, () => "kiosk");
    for (const measure of ["jensen-shannon", "hellinger", "l-infinity"] as const)
      expect(alerts(categoricalChunkDrift(reference, [day(), day(kiosk)], { measure }))[1]).toBe(true);
  });

  it("finds columns that each look as before but no longer move together", () => {
    const chunk = (sign: number) => {
      const rows = Array.from({ length: 250 }, () => {
        const a = normalDraw(random);
        return [a, sign * a + 0.2 * normalDraw(random), normalDraw(random)];
      });
      return { values: Float64Array.from(rows.flat()), rows: 250, columns: 3 };
    };
    const reference = Array.from({ length: 12 }, () => chunk(1));
    const result = reconstructionChunkDrift(reference, [chunk(1), chunk(-1)]);
    expect(alerts(result)[1]).toBe(true);
    const second = (matrices: ReturnType<typeof chunk>[]) =>
      matrices.map(({ values }) => values.filter((_, i) => i % 3 === 1));
    expect(alerts(numericChunkDrift(second(reference), second([chunk(-1)])))).toEqual([false]);
  });

  it("says which chunk bears no answer", () => {
    const result = numericChunkDrift(days(3), [new Float64Array(0)]);
    expect(result).toMatchObject({ chunks: [{ degenerate: "empty" }] });
    expect(numericChunkDrift([], [])).toMatchObject({ degenerate: "empty" });
    expect(numericChunkDrift(days(1), days(1))).toMatchObject({ degenerate: "too-few" });
    expect(categoricalChunkDrift([], [])).toMatchObject({ degenerate: "too-few" });
    expect(reconstructionChunkDrift([], [])).toMatchObject({ degenerate: "empty" });
  });
});
