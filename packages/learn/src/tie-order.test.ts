import { describe, expect, it } from "vitest";
import { trainItemNeighbours } from "./covisitation/train-item-neighbours.ts";
import { packHistories } from "./recommend/item-histories.ts";
import { trainRecommender } from "./recommend/train-recommender.ts";
import { KeywordIndexBuilder } from "./search/keyword-index-builder.ts";
import { byTieKey, TieKeys, tieKey } from "./tie-order.ts";

const ids = Array.from({ length: 400 }, (_, i) => `sku-${String(i).padStart(4, "0")}`);
const inTieOrder = ids.toSorted(byTieKey);

/** How much an order favours small ids: the mean place in id order of its first tenth, as a share; about .5 for none. */
function favour(order: readonly string[]): number {
  const first = order.slice(0, order.length / 10);
  return first.reduce((sum, id) => sum + ids.indexOf(id), 0) / first.length / ids.length;
}

describe("tie order", () => {
  it("is the same on every machine, total, and blind to how ids are spelled", () => {
    // FNV-1a of "" and "a" is 811c9dc5 and e40c292c (reference vectors), here after fmix32.
    expect([tieKey(""), tieKey("a")]).toEqual([ref(0x811c9dc5), ref(0xe40c292c)]);
    expect(favour(inTieOrder)).toBeGreaterThan(0.35);
    expect(favour(inTieOrder)).toBeLessThan(0.65);
    expect(ids.toReversed().toSorted(byTieKey)).toEqual(inTieOrder);
    expect(byTieKey("x", "x")).toBe(0);
    const ties = new TieKeys(ids.length, (place) => ids[place]!);
    expect([...ids.keys()].toSorted(ties.compare).map((place) => ids[place])).toEqual(inTieOrder);
  });

  it("orders equal words, equal company and equal sales", () => {
    const builder = new KeywordIndexBuilder({ fields: { title: 1 } });
    for (const id of ids) builder.add(id, { title: "red lamp" });
    const index = builder.build();
    expect(index.search({ text: "lamp", limit: 400 }).map(({ id }) => id)).toEqual(inTieOrder);
    expect(index.search({ text: "lamp", limit: 7 }).map(({ id }) => id)).toEqual(inTieOrder.slice(0, 7));

    const neighbours = trainItemNeighbours(
      ids.map((id) => ({ items: ["anchor", id] })),
      { neighbours: 40 },
    );
    expect(neighbours.together([{ productId: "anchor", weight: 1 }], 40).map(({ id }) => id)).toEqual(
      inTieOrder.slice(0, 40),
    );

    const histories = packHistories(ids.map((id) => ({ items: [id, "anchor"] })));
    const recommender = trainRecommender(
      { histories },
      {
        scorers: [{ kind: "popularity" }],
        validation: { kind: "last-item" },
      },
    );
    const cold = recommender.recommend({ items: [] }, 11).map(({ id }) => id);
    expect(cold).toEqual(["anchor", ...inTieOrder.slice(0, 10)]);
    const warm = recommender.recommend({ items: ["anchor"] }, 10).map(({ id }) => id);
    expect(warm).toEqual(inTieOrder.slice(0, 10));
  });
});

function ref(fnv: number): number {
  let h = fnv;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
