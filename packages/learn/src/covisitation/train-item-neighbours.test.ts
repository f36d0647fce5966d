import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeArtefact, encodeArtefact } from "../artefact/artefact.ts";
import { loadItemNeighbours, saveItemNeighbours } from "./item-neighbours.ts";
import { type Basket, trainItemNeighbours } from "./train-item-neighbours.ts";

const baskets = (...lists: string[]): Basket[] => lists.map((list) => ({ items: [...list] }));
const item = fc.constantFrom(..."abcdef");
const basket = fc.record({ items: fc.array(item, { maxLength: 5 }), weight: fc.constantFrom(0.25, 1, 2) });

/** The same similarity, pair by pair, straight from its definition. */
function similarity(all: readonly Basket[], a: string, b: string, shrinkage: number): number {
  const weight = (...ids: string[]) =>
    all.reduce((sum, one) => (ids.every((id) => one.items.includes(id)) ? sum + (one.weight ?? 1) : sum), 0);
  const common = weight(a, b);
  return common === 0 ? 0 : ((common / Math.sqrt(weight(a) * weight(b))) * common) / (common + shrinkage);
}

describe("item neighbours", () => {
  it("have the similarity of its definition, for any baskets", () => {
    fc.assert(
      fc.property(fc.array(basket, { maxLength: 20 }), fc.constantFrom(0, 3), item, (all, shrinkage, seed) => {
        const found = trainItemNeighbours(all, { shrinkage }).together([{ productId: seed, weight: 1 }], 10);
        const expected = [..."abcdef"]
          .filter((other) => other !== seed)
          .map((id) => ({ id, score: similarity(all, seed, id, shrinkage) }))
          .filter(({ score }) => score > 0);
        expect(found.map(({ id }) => id).sort()).toEqual(expected.map(({ id }) => id).sort());
        for (const { id, score } of found) {
          expect(score).toBeCloseTo(expected.find((one) => one.id === id)!.score, 5);
          expect(score).toBeLessThanOrEqual(1 + 1e-6);
        }
      }),
    );
  });

  it("come to a case worked by hand", () => {
    // a in 3, b in 2, together 2: cosine 2/√6 = .8165; shrunk by 2/(2+2)
    const model = trainItemNeighbours(baskets("ab", "ab", "ac"), { shrinkage: 2 });
    expect(model.together([{ productId: "a", weight: 1 }], 2)).toEqual([
      { id: "b", score: expect.closeTo(0.4082, 3) },
      { id: "c", score: expect.closeTo(0.57735 / 3, 3) },
    ]);
  });

  it("add up over seeds by weight, leave the seeds out, and pass over unknown ones", () => {
    const model = trainItemNeighbours(baskets("ax", "bx", "by", "ab"), { shrinkage: 0 });
    const one = (id: string, seed: string) =>
      model.together([{ productId: seed, weight: 1 }], 9).find((hit) => hit.id === id)!.score;
    const found = model.together(
      [
        { productId: "a", weight: 2 },
        { productId: "b", weight: 0.5 },
        { productId: "?", weight: 9 },
      ],
      9,
    );
    expect(found.map((hit) => hit.id)).toEqual(["x", "y"]);
    expect(found[0]!.score).toBeCloseTo(2 * one("x", "a") + 0.5 * one("x", "b"), 5);
    expect(model.together([], 5)).toEqual([]);
    expect(model.together([{ productId: "a", weight: 1 }], 0)).toEqual([]);
  });

  it("do not mistake one chance meeting for a bond", () => {
    const all = [
      ...baskets("rs"),
      ...Array.from({ length: 30 }, () => baskets("ab", "a", "b")).flat(),
      ...baskets("ra"),
    ];
    const model = trainItemNeighbours(all);
    const [best] = model.together([{ productId: "a", weight: 1 }], 1);
    expect(best!.id).toBe("b");
    expect(best!.score).toBeGreaterThan(model.together([{ productId: "s", weight: 1 }], 1)[0]!.score);
  });

  it("keep the stated number of neighbours, the best ones, and the first items of a giant basket", () => {
    const model = trainItemNeighbours(baskets("ab", "ab", "ac", "ad"), { neighbours: 1 });
    expect(model.together([{ productId: "a", weight: 1 }], 9).map((hit) => hit.id)).toEqual(["b"]);
    const giant = trainItemNeighbours([{ items: ["a", "a", "b", "c"] }], { maxBasketItems: 2 });
    expect(giant.together([{ productId: "a", weight: 1 }], 9).map((hit) => hit.id)).toEqual(["b"]);
    expect(giant.together([{ productId: "c", weight: 1 }], 9)).toEqual([]);
  });

  it("are the same after saving and loading, from a Buffer too, and damaged bytes are refused", () => {
    const model = trainItemNeighbours(baskets("abc", "ab", "cd"));
    const bytes = saveItemNeighbours(model, { parameters: { shrinkage: 5 } });
    const loaded = loadItemNeighbours(Buffer.from(bytes));
    expect(loaded.size).toBe(4);
    const seeds = [{ productId: "c", weight: 1 }];
    expect(loaded.together(seeds, 9)).toEqual(model.together(seeds, 9));
    bytes[bytes.length - 1]! ^= 1;
    expect(() => loadItemNeighbours(bytes)).toThrow(/checksum/);
  });

  it("are read from the first version too, which held the ids as JSON", () => {
    const model = trainItemNeighbours(baskets("abc", "ab", "cd"));
    const {
      arrays,
      state: _,
      ...info
    } = decodeArtefact(saveItemNeighbours(model), { kind: "item-neighbours", version: 2 });
    const { starts, neighbours, similarities } = arrays;
    const old = { ...info, version: 1, state: { ids: model.parts.ids.strings() } };
    const loaded = loadItemNeighbours(
      encodeArtefact({ ...old, arrays: { starts: starts!, neighbours: neighbours!, similarities: similarities! } }),
    );
    const seeds = [{ productId: "c", weight: 1 }];
    expect(loaded.together(seeds, 9)).toEqual(model.together(seeds, 9));
  });

  it("can be stopped, and report how far they are", () => {
    const stages: string[] = [];
    trainItemNeighbours(
      baskets("ab"),
      {},
      { onProgress: ({ stage, done, total }) => stages.push(`${stage} ${done}/${total}`) },
    );
    expect(stages).toEqual(["neighbours 2/2"]);
    expect(() => trainItemNeighbours(baskets("ab"), {}, { signal: { aborted: true } })).toThrow(/cancelled/);
  });
});
