import { expect, it } from "vitest";
import type { ShelfItem } from "../../api/outputs.ts";
import { describeShelfDifference, shelfDifference } from "./shelf-difference.ts";

const shelf = (ids: string) => [...ids].map((id) => ({ id }) as ShelfItem);

it("marks what came, went and moved between two answers", () => {
  const difference = shelfDifference(shelf("abcd"), shelf("acxd"));
  expect(difference.before.map(({ gone }) => gone)).toEqual([false, true, false, false]);
  expect(difference.after.map(({ slot }) => slot)).toEqual([
    { kind: "move", by: 0 },
    { kind: "move", by: 1 },
    { kind: "new" },
    { kind: "move", by: 0 },
  ]);
  expect(describeShelfDifference(difference)).toBe("1 came in, 1 went, 1 moved");
});

it("says when nothing differs, and when all is new", () => {
  expect(describeShelfDifference(shelfDifference(shelf("ab"), shelf("ab")))).toBe(
    "The same products in the same order",
  );
  expect(describeShelfDifference(shelfDifference([], shelf("ab")))).toBe("2 came in");
});

it("marks nothing where one side gave no answer", () => {
  const { before, after } = shelfDifference(shelf("ab"), undefined);
  expect(before.map(({ slot, gone }) => [slot, gone])).toEqual([
    [{ kind: "place", place: 1 }, undefined],
    [{ kind: "place", place: 2 }, undefined],
  ]);
  expect(after).toEqual([]);
  expect(shelfDifference(undefined, shelf("a")).after[0]!.slot).toEqual({ kind: "place", place: 1 });
});
