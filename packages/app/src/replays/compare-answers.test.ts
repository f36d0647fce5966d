import { expect, it } from "vitest";
import { compareAnswers, differenceSize } from "./compare-answers.ts";

it("counts products in common and the places that they moved, as by hand", () => {
  expect(compareAnswers(["a", "b", "c"], ["a", "b", "c"])).toEqual({ overlap: 1, placesMoved: 0, same: true });
  // c from place 3 to 1, a from 1 to 2, b from 2 to 3: 2 + 1 + 1 over 3.
  expect(compareAnswers(["a", "b", "c"], ["c", "a", "b"])).toEqual({ overlap: 1, placesMoved: 4 / 3, same: false });
  expect(compareAnswers(["a", "b", "c", "d"], ["b", "x"])).toEqual({ overlap: 0.25, placesMoved: 1, same: false });
  expect(compareAnswers(["a"], [])).toEqual({ overlap: 0, placesMoved: null, same: false });
  expect(compareAnswers([], [])).toEqual({ overlap: 1, placesMoved: null, same: true });
});

it("puts other products before other places", () => {
  const size = (before: string, after: string) => differenceSize(compareAnswers([...before], [...after]));
  expect(size("abc", "abc")).toBe(0);
  expect(size("abc", "xyz")).toBeGreaterThan(size("abc", "acb"));
  expect(size("abc", "cab")).toBeGreaterThan(size("abc", "acb"));
});
