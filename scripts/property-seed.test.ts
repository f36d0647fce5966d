import fc from "fast-check";
import { expect, it } from "vitest";
import { propertySeed } from "./property-seed.mjs";

it("is the same in CI whatever is asked for, and what is asked for elsewhere", () => {
  const usual = propertySeed({});
  expect(propertySeed({ CI: "true", AISLE_TEST_SEED: "7" })).toBe(usual);
  expect(propertySeed({ AISLE_TEST_SEED: "7" })).toBe(7);
  expect(propertySeed({ AISLE_TEST_SEED: "seven" })).toBe(usual);
});

it("is what property tests draw from", () => {
  expect(fc.readConfigureGlobal()?.seed).toBe(propertySeed());
});
