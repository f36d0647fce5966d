import { describe, expect, it } from "vitest";
import { isDegenerate, StatsInputError } from "../degenerate.ts";
import { evaluateRankings } from "./evaluate-rankings.ts";
import { trecOrder } from "./trec-order.ts";

const judged = (entries: Record<string, number>) => new Map(Object.entries(entries));

describe("evaluateRankings", () => {
  it("averages over the queries that have a relevant item and counts the others", () => {
    const result = evaluateRankings(
      [
        { rankedIds: ["a", "x", "b"], judgements: judged({ a: 1, b: 1, c: 0 }) },
        { rankedIds: ["a"], judgements: judged({ a: 0 }) },
        { rankedIds: ["q"], judgements: judged({ a: 2 }) },
      ],
      { k: 2 },
    );
    if (isDegenerate(result)) throw new Error(result.detail);
    expect(result.withoutRelevant).toBe(1);
    expect([...result.queryIndex]).toEqual([0, 2]);
    expect(result.mean.precision).toBe(0.25);
    expect(result.mean.recall).toBe(0.25);
    expect(result.mean.hitRate).toBe(0.5);
    expect(result.mean.map).toBe(0.25);
    expect(result.mean.mrr).toBe(0.5);
    expect(result.perQuery.ndcg[0]).toBeCloseTo(1 / (1 + 1 / Math.log2(3)), 12);
    expect(result.unjudgedShare).toBeCloseTo(2 / 3, 12);
  });

  it("gives the figures of trec_eval that pytrec_eval's README prints (map and ndcg, ties by trec order)", () => {
    const run = (scores: Record<string, number>) => trecOrder(Object.keys(scores), Object.values(scores));
    const result = evaluateRankings(
      [
        { rankedIds: run({ d1: 1.0, d2: 0.0, d3: 1.5 }), judgements: judged({ d1: 0, d2: 1, d3: 0 }) },
        { rankedIds: run({ d1: 1.5, d2: 0.2, d3: 0.5 }), judgements: judged({ d2: 1, d3: 1 }) },
      ],
      { k: 1000, gain: "linear" },
    );
    if (isDegenerate(result)) throw new Error(result.detail);
    expect(result.perQuery.map[0]).toBeCloseTo(0.3333333333333333, 14);
    expect(result.perQuery.map[1]).toBeCloseTo(0.5833333333333333, 14);
    expect(result.perQuery.ndcg[0]).toBeCloseTo(0.5, 14);
    expect(result.perQuery.ndcg[1]).toBeCloseTo(0.6934264036172708, 14);
  });

  it("says when no query can be measured, and refuses an id ranked twice", () => {
    expect(evaluateRankings([], { k: 5 })).toMatchObject({ degenerate: "empty" });
    expect(() => evaluateRankings([{ rankedIds: ["a", "a"], judgements: judged({ a: 1 }) }], { k: 5 })).toThrow(
      StatsInputError,
    );
  });
});
