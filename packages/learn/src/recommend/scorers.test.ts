import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { attributeLikeness } from "./attribute-likeness.ts";
import { CoOccurrence } from "./co-occurrence.ts";
import { Habits } from "./habits.ts";
import { packHistories } from "./item-histories.ts";
import { PairTable } from "./pair-table.ts";
import { trainPopularity } from "./popularity.ts";
import { trainSequenceLogit } from "./sequence-logit.ts";
import { SessionNeighbours } from "./session-neighbours.ts";
import { Transitions } from "./transitions.ts";

const day = 86_400_000;
const letters = [..."abcd"];
const raw = fc.array(fc.constantFrom(...letters), { maxLength: 6 }).map((items) => ({ items }));
const pack = (...texts: string[]) =>
  packHistories(
    texts.map((text) => ({ items: [...text] })),
    letters,
  );
const scoresOf = (
  scorer: { score(history: { items: number[] }, into: Float64Array): void },
  items: number[],
  size = 4,
) => {
  const scores = new Float64Array(size);
  scorer.score({ items }, scores);
  return scores;
};
const shares = (scores: Float64Array) => scores.reduce((sum, score) => sum + Math.exp(score), 0);

describe("popularity", () => {
  it("halves an event's weight after a half-life, whatever the order of learning", () => {
    const old = { items: ["a"], times: [0] };
    const late = { items: ["b"], times: [10 * day] };
    for (const order of [
      [old, late],
      [late, old],
    ]) {
      const popularity = trainPopularity(packHistories([]), { halfLifeDays: 10 });
      for (const history of order) popularity.learn(packHistories([history], ["a", "b"]));
      expect(popularity.share(1) / popularity.share(0)).toBeCloseTo(2, 10);
    }
  });

  it("gives best sellers of the first category, then of the next, then of all, each once", () => {
    const popularity = trainPopularity(pack("aaab", "bccccd"));
    const categoryOf = ["x", "y", "x", null];
    expect(popularity.best(4, ["y"], categoryOf)).toEqual([1, 2, 0, 3]);
    expect(popularity.best(2, ["none"], categoryOf)).toEqual([2, 0]);
  });
});

describe("co-occurrence", () => {
  it("comes to a case worked by hand in every measure", () => {
    const counts = new CoOccurrence();
    counts.learn(pack("ab", "ab", "ac", "d"));
    const weight = (options: Parameters<CoOccurrence["neighbours"]>[0]) => scoresOf(counts.neighbours(options), [0])[1];
    expect(weight({ shrinkage: 0 })).toBeCloseTo(2 / Math.sqrt(6), 6);
    expect(weight({ shrinkage: 2 })).toBeCloseTo(1 / Math.sqrt(6), 6);
    expect(weight({ shrinkage: 0, measure: "confidence" })).toBeCloseTo(2 / 3, 6);
    expect(weight({ shrinkage: 0, measure: "lift" })).toBeCloseTo(Math.log1p((4 * 2) / (3 * 2)), 6);
  });

  it("is the same whether histories come at once or one by one", () => {
    fc.assert(
      fc.property(fc.array(raw, { maxLength: 8 }), (all) => {
        const [once, bit] = [new CoOccurrence(), new CoOccurrence()];
        once.learn(packHistories(all, letters));
        for (const one of all) bit.learn(packHistories([one], letters));
        for (let a = 0; a < 4; a++) for (let b = 0; b < 4; b++) expect(bit.together(a, b)).toBe(once.together(a, b));
      }),
    );
  });

  it("counts only the last items of a giant order", () => {
    const counts = new CoOccurrence({ maxHistoryItems: 2 });
    counts.learn(pack("abcd"));
    expect([counts.together(2, 3), counts.together(0, 1)]).toEqual([1, 0]);
  });

  it("sums pairs like a map, through growth", () => {
    const table = new PairTable(1);
    const sums = new Map<string, number>();
    for (let k = 0; k < 5000; k++) {
      const [a, b] = [(k * 7919) % 131, (k * 104729) % 97];
      table.add(a, b, 1);
      sums.set(`${a},${b}`, (sums.get(`${a},${b}`) ?? 0) + 1);
    }
    expect(table.size).toBe(sums.size);
    table.each((a, b, sum) => expect(sum).toBe(sums.get(`${a},${b}`)));
  });
});

describe("transitions", () => {
  it("are shares that add up to 1 after any history, and learn new sessions as if they had always been there", () => {
    fc.assert(
      fc.property(
        fc.array(raw, { minLength: 1, maxLength: 8 }),
        fc.array(fc.nat(3), { maxLength: 4 }),
        (all, items) => {
          const model = Transitions.trained(packHistories(all.slice(0, 1), letters));
          model.learn(packHistories(all.slice(1), letters));
          const scores = scoresOf(model, items);
          expect(shares(scores)).toBeCloseTo(1, 8);
          const whole = scoresOf(Transitions.trained(packHistories(all, letters)), items);
          for (let item = 0; item < 4; item++) expect(scores[item]).toBeCloseTo(whole[item]!, 8);
        },
      ),
    );
  });

  it("believe the longer context where it is known", () => {
    const model = Transitions.trained(
      pack(..."abc ".repeat(9).trim().split(" "), ..."dba ".repeat(9).trim().split(" ")),
      { backOff: 1 },
    );
    const after = (items: number[]) => scoresOf(model, items);
    expect(after([0, 1])[2]).toBeGreaterThan(after([0, 1])[0]!);
    expect(after([3, 1])[0]).toBeGreaterThan(after([3, 1])[2]!);
  });

  it("count a session half as much after each half-life", () => {
    const session = (items: string, days: number) => ({
      items: [...items],
      times: [...items].map((_, k) => days * day + k),
    });
    const histories = packHistories([session("ab", 0), session("ac", 30)], letters);
    const model = Transitions.trained(histories, { order: 1, halfLifeDays: 10, backOff: 0 });
    const [, b, c] = scoresOf(model, [0]);
    expect(Math.exp(b!)).toBeCloseTo(1 / 9, 6);
    expect(Math.exp(c!)).toBeCloseTo(8 / 9, 6);
  });
});

describe("session neighbours", () => {
  it("vote for what alike sessions hold, and say which items made them alike", () => {
    const model = new SessionNeighbours();
    model.learn(pack("abc", "abc", "ad"));
    const scores = scoresOf(model, [0, 1]);
    expect(scores[2]).toBeGreaterThan(scores[3]!);
    expect(model.explain({ items: [0, 1] }, 2).map(({ item }) => item)).toEqual([0, 1]);
    expect(scoresOf(model, []).every((score) => score === 0)).toBe(true);
  });
});

describe("the sequence model", () => {
  it("learns what only two items together tell, as shares that add up to 1", () => {
    const texts = Array.from({ length: 60 }, () => ["abc", "dba", "cbd"]).flat();
    const model = trainSequenceLogit(pack(...texts), { epochs: 8, l2: 0 });
    for (const [items, next] of [
      [[0, 1], 2],
      [[3, 1], 0],
      [[2, 1], 3],
    ] as const) {
      const scores = scoresOf(model, [...items]);
      expect(shares(scores)).toBeCloseTo(1, 6);
      expect(scores.indexOf(Math.max(...scores))).toBe(next);
    }
    expect(scoresOf(model, [0, 1], 6).subarray(4).every(Number.isFinite)).toBe(true);
  });

  it("refuses a catalogue whose weights would not fit", () => {
    const many = Array.from({ length: 5000 }, (_, k) => ({ items: [`i${k}`, `i${k + 1}`] }));
    expect(() => trainSequenceLogit(packHistories(many))).toThrow(/next-item linear/);
  });
});

describe("habits and attributes", () => {
  it("count what was taken before, by age", () => {
    const scores = new Float64Array(3);
    new Habits(10).score({ items: [0, 1, 1], times: [0, 10 * day, 10 * day] }, scores);
    expect([...scores]).toEqual([0.5, 2, 0]);
  });

  it("find items alike that nobody has taken", () => {
    const model = attributeLikeness([[0, 1], [1, 2], [0, 1], [2]]);
    const scores = scoresOf(model, [0]);
    expect(scores[2]).toBeCloseTo(1, 8);
    expect(scores[3]).toBe(0);
    expect(scores[1]).toBeGreaterThan(0);
    expect(model.explain({ items: [0, 3] }, 2).map(({ item }) => item)).toEqual([0]);
  });
});
