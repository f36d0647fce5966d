import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isDegenerate, StatsInputError } from "../degenerate.ts";
import { seededRandom } from "../seeded-random.ts";
import {
  balancedCredit,
  balancedInterleaving,
  type InterleavingCredit,
  teamDraft,
  teamDraftCredit,
} from "./interleaving.ts";
import { interleavingTest } from "./interleaving-test.ts";

const ranking = fc.uniqueArray(fc.constantFrom("a", "b", "c", "d", "e", "f", "g", "h"), { maxLength: 8 });
const always = (value: number) => () => value;

describe("team draft and balanced interleaving", () => {
  it("drafts as in the algorithm of Chapelle et al. (2012)", () => {
    const draft = teamDraft(["a", "b", "c", "d"], ["b", "e", "a", "f"], 4, always(0));
    expect(draft.items).toEqual(["a", "b", "c", "e"]);
    expect(draft.teams).toEqual(["a", "b", "a", "b"]);
    const balanced = balancedInterleaving(["a", "b", "c", "g"], ["b", "e", "a", "f"], 6, always(0));
    expect(balanced.items).toEqual(["a", "b", "e", "c", "g", "f"]);
    expect(balancedInterleaving(["a", "b"], ["b", "e", "a"], 3, always(0.9)).items).toEqual(["b", "a", "e"]);
  });

  it("fills up from the longer ranking when the other runs out", () => {
    expect(teamDraft(["a"], ["a", "b", "c"], 5, always(0.9)).items).toEqual(["a", "b", "c"]);
    expect(balancedInterleaving([], ["x", "y"], 5, always(0)).items).toEqual(["x", "y"]);
    expect(teamDraft([], [], 5, always(0)).items).toEqual([]);
  });

  it("shows no item twice, loses none, and keeps the teams level while both can draft", () => {
    fc.assert(
      fc.property(ranking, ranking, fc.integer({ min: 1, max: 12 }), fc.nat(), (a, b, k, seed) => {
        const union = new Set([...a, ...b]).size;
        const draft = teamDraft(a, b, k, seededRandom(seed));
        const balanced = balancedInterleaving(a, b, k, seededRandom(seed));
        for (const items of [draft.items, balanced.items]) {
          expect(new Set(items).size).toBe(items.length);
          expect(items.length).toBe(Math.min(k, union));
        }
        if (k <= Math.min(a.length, b.length)) {
          const forA = draft.teams.filter((side) => side === "a").length;
          expect(Math.abs(2 * forA - draft.teams.length)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it("credits clicks to the drafting team, or to the tops that held them", () => {
    const draft = teamDraft(["a", "b", "c", "d"], ["b", "e", "a", "f"], 4, always(0));
    expect(teamDraftCredit(draft, [0, 2, 2])).toEqual({ a: 2, b: 0 });
    const a = ["a", "b", "c", "g"];
    const b = ["b", "e", "a", "f"];
    const shown = balancedInterleaving(a, b, 6, always(0));
    expect(balancedCredit(shown, a, b, [2])).toEqual({ a: 0, b: 1 });
    expect(balancedCredit(shown, a, b, [1])).toEqual({ a: 0, b: 1 });
    expect(balancedCredit(shown, a, b, [1, 3])).toEqual({ a: 2, b: 1 });
    expect(balancedCredit(shown, a, b, [])).toEqual({ a: 0, b: 0 });
    expect(() => teamDraftCredit(draft, [9])).toThrow(StatsInputError);
    expect(() => balancedCredit(shown, a, b, [9])).toThrow(StatsInputError);
  });

  it("is fair: a shopper who clicks at random prefers neither system, whatever the rankings", () => {
    const random = seededRandom("fair");
    const a = ["a", "b", "c", "d", "e"];
    const b = ["c", "x", "a", "y", "z"];
    const credits = Array.from({ length: 20_000 }, (): InterleavingCredit => {
      const draft = teamDraft(a, b, 5, random);
      return teamDraftCredit(draft, [Math.floor(random() * 5)]);
    });
    const result = interleavingTest(credits);
    if (isDegenerate(result)) throw new Error(result.detail);
    expect(Math.abs(result.preferenceA)).toBeLessThan(4 * Math.sqrt(0.25 / 20_000));
  });
});

describe("interleavingTest", () => {
  const credits = (winsA: number, winsB: number, ties = 0): InterleavingCredit[] => [
    ...Array.from({ length: winsA }, () => ({ a: 2, b: 1 })),
    ...Array.from({ length: winsB }, () => ({ a: 0, b: 1 })),
    ...Array.from({ length: ties }, () => ({ a: 0, b: 0 })),
  ];

  it("gives the exact p and interval of SciPy 1.10.1 (stats.binomtest)", () => {
    const result = interleavingTest(credits(32, 18, 50));
    if (isDegenerate(result)) throw new Error(result.detail);
    expect(result.pValue).toBeCloseTo(0.06490864707227217, 12);
    expect(result.shareA[0]).toBeCloseTo(0.4919313522854438, 10);
    expect(result.shareA[1]).toBeCloseTo(0.7708429331794127, 10);
    expect(result.preferenceA).toBeCloseTo(0.07, 12);
    expect(interleavingTest(credits(3, 6))).toMatchObject({ pValue: expect.closeTo(0.5078125, 12) });
    expect(interleavingTest(credits(9, 0))).toMatchObject({
      pValue: expect.closeTo(0.00390625, 12),
      shareA: [expect.closeTo(0.6637328831200571, 10), 1],
    });
    expect(interleavingTest(credits(5200, 4800))).toMatchObject({
      pValue: expect.closeTo(6.593515598672341e-5, 15),
    });
  });

  it("has an interval that inverts the test, and turns round when the systems trade places", () => {
    fc.assert(
      fc.property(fc.nat(60), fc.nat(60), fc.nat(9), (winsA, winsB, ties) => {
        const result = interleavingTest(credits(winsA, winsB, ties));
        if (isDegenerate(result)) return;
        const holdsHalf = result.shareA[0] <= 0.5 && result.shareA[1] >= 0.5;
        if (Math.abs(result.pValue - 0.05) > 1e-9) expect(holdsHalf).toBe(result.pValue > 0.05);
        const turned = interleavingTest(credits(winsB, winsA, ties));
        if (isDegenerate(turned)) throw new Error(turned.detail);
        expect(turned.pValue).toBeCloseTo(result.pValue, 12);
        expect(turned.preferenceA).toBeCloseTo(-result.preferenceA, 12);
        expect(turned.shareA[0]).toBeCloseTo(1 - result.shareA[1], 9);
      }),
    );
  });

  it("says when nothing was decided, and gives p = 1 for an even split", () => {
    expect(interleavingTest([])).toMatchObject({ degenerate: "empty" });
    expect(interleavingTest(credits(0, 0, 4))).toMatchObject({ degenerate: "too-few" });
    expect(interleavingTest(credits(7, 7))).toMatchObject({ pValue: 1 });
    expect(() => interleavingTest([{ a: -1, b: 0 }])).toThrow(StatsInputError);
  });
});
