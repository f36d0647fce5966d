import { describe, expect, it } from "vitest";
import { StatsInputError } from "../degenerate.ts";
import { cosineDistance, intraListDiversity, novelty, serendipity } from "./beyond-accuracy.ts";

const vectors = [
  [1, 2, 3],
  [2, -1, 0.5],
  [0, 1, 1],
];
const apart = (a: number[], b: number[]) => cosineDistance(a, b) as number;

describe("beyond accuracy", () => {
  it("gives the distances of scikit-learn 1.2.1 (cosine_similarity)", () => {
    expect(cosineDistance(vectors[0]!, vectors[1]!)).toBeCloseTo(0.8250364469440588, 12);
    expect(intraListDiversity(vectors, apart)).toBeCloseTo(0.6781428714610275, 12);
    expect(intraListDiversity(vectors.toReversed(), apart)).toBeCloseTo(0.6781428714610275, 12);
  });

  it("says when a distance does not exist", () => {
    expect(cosineDistance([0, 0], [1, 2])).toMatchObject({ degenerate: "constant" });
    expect(cosineDistance([Number.NaN], [1])).toMatchObject({ degenerate: "not-finite" });
    expect(intraListDiversity([[1]], apart)).toMatchObject({ degenerate: "too-few" });
    expect(intraListDiversity([[1], [2]], () => Number.NaN)).toMatchObject({ degenerate: "not-finite" });
  });

  it("measures novelty in bits and keeps it finite for items nobody touched", () => {
    expect(novelty([512, 256], 1024)).toBe(1.5);
    expect(novelty([0], 1024)).toBe(10);
    expect(novelty([], 10)).toMatchObject({ degenerate: "empty" });
    expect(() => novelty([11], 10)).toThrow(StatsInputError);
  });

  it("finds serendipity only in what is relevant and unlike the history", () => {
    const same = (a: string, b: string) => (a === b ? 1 : 0);
    expect(serendipity(["a", "b", "c", "d"], [1, 1, 0, 1], ["a", "d"], same)).toBe((0.5 + 1 + 0 + 0.5) / 4);
    expect(serendipity(["a"], [1], [], same)).toMatchObject({ degenerate: "empty" });
    expect(serendipity([], [], ["a"], same)).toMatchObject({ degenerate: "empty" });
  });
});
