import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { functionOf, statisticsHref } from "../numbers-button.tsx";
import { readStatistics } from "./statistics-reference.ts";

const file = new URL("../../../../../../docs/statistics.md", import.meta.url);
const entries = readStatistics(readFileSync(file, "utf8"));

it("reads every function of the reference with its chapter, equations and code", () => {
  expect(entries.length).toBeGreaterThan(60);
  const arms = entries.find(({ name }) => name === "compareArms")!;
  expect(arms.chapter).toBe("Effects of two arms");
  expect(arms.parts.some(({ kind, text }) => kind === "code" && text.startsWith("function compareArms"))).toBe(true);
  expect(arms.parts.some(({ kind, text }) => kind === "item" && /^Source: Welch/.test(text))).toBe(true);
  expect(arms.parts.map(({ text }) => text).join("\n")).not.toMatch(/\\_|`/);
});

it("leads from the name of a method to its place, whatever path it is given with", () => {
  expect(functionOf("@aisle/stats/effects/compare-arms#compareArms")).toBe("compareArms");
  expect(statisticsHref("cupedRatio")).toBe("/experiments/statistics#cupedratio");
  for (const method of [
    "clusteredQuantileSummary",
    "cupedRatio",
    "ratioSummary",
    "cuped",
    "proportionSummary",
    "meanSummary",
    "compareArms",
    "sampleRatio",
    "twoProportionZ",
    "requiredSize",
  ]) {
    expect([method, entries.some(({ anchor }) => anchor === method.toLowerCase())]).toEqual([method, true]);
  }
});
