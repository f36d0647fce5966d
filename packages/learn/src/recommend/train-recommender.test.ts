import { describe, expect, it } from "vitest";
import { seededRandom } from "../seeded-random.ts";
import { packHistories, type RawHistory } from "./item-histories.ts";
import { loadRecommender, saveRecommender } from "./save-recommender.ts";
import type { ScorerChoice } from "./scorer-catalogue.ts";
import { trainRecommender } from "./train-recommender.ts";
import { splitForValidation } from "./validation-split.ts";

const day = 86_400_000;
/** Walks through ten items where each is followed by the next one, four times in five. */
const walks = (count: number, seed: number): RawHistory[] => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, h) => {
    const items = [Math.floor(random() * 10)];
    while (items.length < 6)
      items.push(random() < 0.8 ? (items[items.length - 1]! + 1) % 10 : Math.floor(random() * 10));
    return { items: items.map((item) => `i${item}`), times: items.map((_one, k) => h * day + k) };
  });
};
const scorers: ScorerChoice[] = [
  { kind: "popularity", halfLifeDays: 30 },
  { kind: "item-neighbours" },
  { kind: "next-item-linear", ridge: 1 },
  { kind: "transitions", halfLifeDays: 90 },
  { kind: "session-neighbours" },
  { kind: "sequence-logit", epochs: 2 },
  { kind: "habits" },
  { kind: "attribute-likeness" },
];
const histories = packHistories(walks(80, 1));
const attributes = histories.itemIds.map((_, k) => [k % 3]);
const train = (chosen = scorers) =>
  trainRecommender(
    { histories, attributes },
    { scorers: chosen, validation: { kind: "last-sessions", days: 20 }, repeats: "not-at-once", blend: { epochs: 4 } },
  );

describe("the recommender", () => {
  const model = train();

  it("learns a blend that finds what follows", () => {
    for (let item = 0; item < 10; item++) {
      const found = model.recommend({ items: [`i${item}`] }, 3);
      expect(found[0]!.id).toBe(`i${(item + 1) % 10}`);
      expect(found.some(({ id }) => id === `i${item}`)).toBe(false);
    }
  });

  it("trusts the informed scorer above the uninformed one", () => {
    const two = train([{ kind: "popularity" }, { kind: "transitions", order: 1 }]);
    const [popularity, transitions] = two.parts.blend.terms;
    expect(transitions!.weight).toBeGreaterThan(0.5);
    expect(transitions!.weight).toBeGreaterThan(popularity!.weight);
  });

  it("explains by items of the history, in shares of at most 1 together", () => {
    const because = model.explain({ items: ["i5", "i1"] }, "i2");
    expect(because[0]!.id).toBe("i1");
    expect(because.reduce((sum, { share }) => sum + share, 0)).toBeLessThanOrEqual(1 + 1e-9);
    expect(model.explain({ items: ["i1"] }, "unknown")).toEqual([]);
  });

  it("falls back to best sellers, of the liked category first, for whom it does not know", () => {
    const categoryOf = model.parts.itemIds.map((id) => (id === "i7" ? "liked" : "other"));
    const found = model.recommend({ items: ["never seen"] }, 4, { categories: ["liked"], categoryOf });
    expect(found).toHaveLength(4);
    expect(found[0]!.id).toBe("i7");
    expect(model.recommend({ items: [] }, 0)).toEqual([]);
  });

  it("scores the same after saving and loading; damaged bytes are refused", () => {
    const bytes = saveRecommender(model);
    const loaded = loadRecommender(bytes);
    const history = { items: [3, 4] };
    const [before, after] = [model.scores(history), loaded.scores(history)];
    for (const [item, score] of before.entries()) expect(after[item]).toBeCloseTo(score, 5);
    expect(loaded.parts.info).toEqual(model.parts.info);
    bytes[bytes.length - 20]! ^= 1;
    expect(() => loadRecommender(bytes)).toThrow(/checksum/);
  });

  it("takes in new events, with items that were not there before", () => {
    const grown = loadRecommender(saveRecommender(model));
    grown.learn(
      Array.from({ length: 60 }, (_, k) => ({
        items: ["i3", "new"],
        times: [(90 + k / 60) * day, (90 + k / 60) * day + 1],
      })),
    );
    expect(grown.recommend({ items: ["i3"] }, 2).map(({ id }) => id)).toContain("new");
    expect(model.parts.itemIds).not.toContain("new");
  });

  it("never answers what the shopper has, where repeats are barred", () => {
    const strict = trainRecommender(
      { histories },
      { scorers: [{ kind: "item-neighbours" }], validation: { kind: "last-item" }, blend: { epochs: 1 } },
    );
    const items = ["i1", "i2", "i3"];
    expect(strict.recommend({ items }, 10).some(({ id }) => items.includes(id))).toBe(false);
  });

  it("holds nothing of the validation part back for training", () => {
    const { train: trainingHistories, examples } = splitForValidation(histories, { kind: "last-days", days: 20 });
    const cut = Math.max(...histories.times) - 20 * day;
    expect(Math.max(...trainingHistories.times)).toBeLessThanOrEqual(cut);
    expect(examples.every(({ history }) => Array.from(history.times!).every((time) => time <= cut))).toBe(true);
    const last = splitForValidation(histories, { kind: "last-item" });
    expect(last.train.items.length).toBe(histories.items.length - 80);
    expect(last.examples).toHaveLength(80);
  });

  it("refuses what it cannot learn from, and can be stopped", () => {
    const validation = { kind: "last-item" } as const;
    expect(() => trainRecommender({ histories: packHistories([]) }, { scorers, validation })).toThrow(/no events/);
    expect(() => trainRecommender({ histories }, { scorers, validation })).toThrow(/attributes/);
    expect(() => trainRecommender({ histories }, { scorers: [], validation })).toThrow(/at least one/);
    expect(() => packHistories([{ items: ["a", "b"], times: [2, 1] }])).toThrow(/in order/);
    expect(() => packHistories([{ items: ["a"], times: [] }])).toThrow(/times/);
    expect(() => splitForValidation(packHistories([{ items: ["a"] }]), { kind: "last-days", days: 1 })).toThrow(
      /times/,
    );
    expect(() =>
      trainRecommender({ histories, attributes }, { scorers, validation }, { signal: { aborted: true } }),
    ).toThrow(/cancelled/);
  });
});
