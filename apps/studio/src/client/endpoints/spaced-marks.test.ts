import { expect, it } from "vitest";
import { spacedMarks } from "./spaced-marks.ts";

const mark = (at: number, text: string) => ({ at, text });

it("joins marks whose names would lie over each other, however they are ordered", () => {
  const marks = [mark(52, "v3"), mark(10, "v1"), mark(50, "v2"), mark(54, "v4"), mark(90, "v5")];
  expect(spacedMarks(marks, 0, 100)).toEqual([mark(10, "v1"), mark(54, "v2–v4"), mark(90, "v5")]);
});

it("leaves marks that stand apart as they are, and none none", () => {
  const marks = [mark(0, "v1"), mark(50, "v2")];
  expect(spacedMarks(marks, 0, 100)).toEqual(marks);
  expect(spacedMarks([], 0, 100)).toEqual([]);
});
