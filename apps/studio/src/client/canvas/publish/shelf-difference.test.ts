import { expect, it } from "vitest";
import type { ShelfItem } from "../../api/outputs.ts";
import { shelfDifference, shelfWords } from "./shelf-difference.ts";

const shelf = (ids: string) => [...ids].map((id) => ({ id }) as ShelfItem);

it("marks what came, went and moved between two answers", () => {
  const difference = shelfDifference(shelf("abcd"), shelf("acxd"));
  expect(difference.before.map(({ gone }) => gone)).toEqual([false, true, false, false]);
  expect(difference.after.map(({ slot }) => slot)).toEqual([
    { kind: "move", by: 0 },
    { kind: "move", by: 1 },
    { kind: "move", by: null },
    { kind: "move", by: 0 },
  ]);
  expect(shelfWords(difference)).toBe("1 came in, 1 went, 1 moved");
});

it("says when nothing differs, and when all is new", () => {
  expect(shelfWords(shelfDifference(shelf("ab"), shelf("ab")))).toBe("The same products in the same order");
  expect(shelfWords(shelfDifference([], shelf("ab")))).toBe("2 came in");
});
