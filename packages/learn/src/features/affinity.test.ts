import { describe, expect, it } from "vitest";
import { affinities } from "./affinity.ts";
import { msPerDay } from "./recency-weight.ts";

const nowMs = 1_000 * msPerDay;
const population = new Map([
  ["shoes", 0.5],
  ["coats", 0.3],
  ["hats", 0.2],
]);
const event = (key: string, action: string, daysAgo: number) => ({ key, action, timeMs: nowMs - daysAgo * msPerDay });

describe("affinity", () => {
  it("is the population's where nothing is known, and its shares always sum to 1", () => {
    const none = affinities([], { nowMs, population });
    expect(none.map(({ key, share, lift }) => [key, share, lift])).toEqual([
      ["shoes", 0.5, 1],
      ["coats", 0.3, 1],
      ["hats", 0.2, 1],
    ]);
    const some = affinities([event("hats", "purchase", 3), event("gloves", "view", 1)], { nowMs, population });
    expect(some.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
  });

  it("moves with evidence: 5 of weight against 5 of prior is halfway", () => {
    const [first] = affinities([event("hats", "purchase", 0)], { nowMs, population });
    expect(first).toEqual({ key: "hats", share: 0.6, lift: 0.6 / 0.2, evidence: 5 });
    const [old] = affinities([event("hats", "purchase", 300)], { nowMs, population });
    expect(old!.key).toBe("shoes");
  });

  it("takes returns back and does not look ahead", () => {
    const events = [event("hats", "purchase", 0), event("hats", "return", 0), event("hats", "return", 0)];
    const hats = affinities(events, { nowMs, population }).find(({ key }) => key === "hats")!;
    expect([hats.evidence, hats.share]).toEqual([0, 0.2]);
    expect(affinities([event("hats", "purchase", -1)], { nowMs, population })[0]!.key).toBe("shoes");
    expect(() => affinities([], { nowMs, population, priorStrength: -1 })).toThrow(/priorStrength/);
  });
});
