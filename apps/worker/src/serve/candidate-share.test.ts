import { newDecisionId } from "@aisle/platform/decisions/decision-id";
import { expect, it } from "vitest";
import { CandidateShare } from "./candidate-share.ts";

const begin = Date.UTC(2026, 0, 1);

/** How many of so many requests a second store their candidates, second by second. */
function storedBySecond(perSecond: number, seconds: number): readonly number[] {
  const share = new CandidateShare();
  return Array.from({ length: seconds }, (_, second) => {
    let stored = 0;
    for (let index = 0; index < perSecond; index++) {
      const at = begin + second * 1000 + Math.floor((index * 1000) / perSecond);
      if (share.includes(newDecisionId(at), at)) stored++;
    }
    return stored;
  });
}

it("stores the candidates of every request while traffic is low", () => {
  expect(storedBySecond(15, 5)).toEqual([15, 15, 15, 15, 15]);
});

it("stores about twenty requests a second with their candidates once traffic is high", () => {
  const stored = storedBySecond(2000, 12).slice(2);
  const mean = stored.reduce((sum, count) => sum + count, 0) / stored.length;
  // Ten seconds of 20 expected each: five standard errors are 7.
  expect(Math.abs(mean - 20)).toBeLessThan(7);
});
