import { expect, it } from "vitest";
import type { ArmEffect, Reading } from "../../../server/experiment-types.ts";
import { cutMarks, dayLabel, liftReach, liftSeries, placedAnnotations, roundTicks } from "./lift-series.ts";

const effect = (estimate: number, half: number): ArmEffect => ({
  arm: "b",
  estimate,
  standardError: half / 1.96,
  fixed: { pValue: 0.5, interval: { low: estimate - half, high: estimate + half } },
  adjustedPValue: 0.5,
  sequential: { pValue: 0.6, interval: { low: estimate - 2 * half, high: estimate + 2 * half } },
  bayesian: { reason: "The prior needs 100 units." },
});
const days: Reading["days"] = [
  { day: "2026-11-13", exposed: { a: 10, b: 10 }, effects: [{ arm: "b", reason: "Too few units." }] },
  { day: "2026-11-14", exposed: { a: 10, b: 10 }, effects: [effect(0.05, 0.9)] },
  { day: "2026-11-15", exposed: { a: 10, b: 10 }, effects: [effect(0.03, 0.06)] },
  { day: "2026-11-16", exposed: { a: 10, b: 10 }, effects: [effect(0.02, 0.04)] },
];

it("reads each look's own interval, and keeps the reason where there is none", () => {
  const fixed = liftSeries(days, "b", "fixed", 14, true);
  expect(fixed.points.map(({ at }) => at)).toEqual([0.5, 1.5, 2.5, 3.5]);
  expect(fixed.points[0]).toMatchObject({ estimate: null, reason: "Too few units." });
  expect(fixed.points[3]).toMatchObject({ estimate: 0.02, low: -0.02, high: 0.06 });
  expect(liftSeries(days, "b", "sequential", 14, true).points[3]).toMatchObject({ low: -0.06, high: 0.1 });
  expect(liftSeries(days, "b", "bayesian", 14, true).points[3]).toMatchObject({
    estimate: 0.02,
    low: null,
    reason: "The prior needs 100 units.",
  });
});

it("expects an interval as wide as the root of the units allows at the planned end, and none once it has stopped", () => {
  const { expected, span } = liftSeries(days, "b", "fixed", 14, true);
  expect(span).toBe(14);
  expect(expected[0]).toMatchObject({ at: 3.5, low: -0.02 });
  const half = 0.04 * Math.sqrt(3.5 / 14);
  expect(expected.at(-1)!.at).toBe(14);
  expect(expected.at(-1)!.high).toBeCloseTo(0.02 + half, 10);
  expect(liftSeries(days, "b", "fixed", 14, false)).toMatchObject({ expected: [], span: 4 });
});

it("shades Saturdays and Sundays, one that the experiment began on among them", () => {
  expect(liftSeries(days, "b", "fixed", 14, true).weekends).toEqual([
    { from: 1, to: 3 },
    { from: 8, to: 10 },
  ]);
  const [sunday] = liftSeries(days.slice(2), "b", "fixed", 3, true).weekends;
  expect(sunday).toEqual({ from: 0, to: 1 });
});

it("holds the latest reading whole, cuts days that reach twice as far, and marks where", () => {
  const series = liftSeries(days, "b", "fixed", 14, true);
  const { reach, isCut } = liftReach(series);
  expect(isCut).toBe(true);
  expect(reach).toBeCloseTo(0.09 * 1.05, 10);
  // The second day reaches from −85 % to +95 %; the first was not read.
  expect(cutMarks(series.points, reach)).toEqual([
    { at: 1.5, side: 1 },
    { at: 1.5, side: -1 },
  ]);
  const alone = liftSeries(days.slice(0, 2), "b", "fixed", 14, false);
  expect(liftReach(alone)).toMatchObject({ isCut: false });
  expect(cutMarks(alone.points, liftReach(alone).reach)).toEqual([]);
  expect(liftReach(liftSeries(days.slice(2), "b", "fixed", 14, false))).toMatchObject({ isCut: false });
});

it("places moments by the clocks of the workspace", () => {
  const at = "2026-11-14T23:30:00.000Z";
  const place = (zone: string) => placedAnnotations([{ at, kind: "catalogue", text: "x" }], "2026-11-13", zone)[0]!.at;
  expect(place("UTC")).toBeCloseTo(1 + 23.5 / 24, 10);
  expect(place("Europe/Berlin")).toBeCloseTo(2 + 0.5 / 24, 10);
});

it("names days by weekday and date", () => {
  expect([dayLabel("2026-11-14"), dayLabel("2026-11-14", true)]).toEqual(["Sat 14", "Sat 14 Nov"]);
});

it("marks the axis at round places, 0 among them", () => {
  expect(roundTicks(0.115)).toEqual([-0.1, -0.05, 0, 0.05, 0.1]);
  expect(roundTicks(0.0033)).toEqual([-0.003, -0.002, -0.001, 0, 0.001, 0.002, 0.003]);
});
