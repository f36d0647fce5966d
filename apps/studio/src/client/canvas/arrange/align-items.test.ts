import fc from "fast-check";
import { expect, it } from "vitest";
import { alignItems, type Side, spreadItems } from "./align-items.ts";
import type { ItemBox } from "./item-box.ts";

const boxes: fc.Arbitrary<readonly ItemBox[]> = fc
  .array(
    fc.record({
      left: fc.integer({ min: -900, max: 900 }),
      top: fc.integer({ min: -900, max: 900 }),
      width: fc.integer({ min: 20, max: 300 }),
      height: fc.integer({ min: 20, max: 300 }),
    }),
    { minLength: 3, maxLength: 8 },
  )
  .map((list) => list.map((box, at) => ({ ...box, key: `n${at}` })));

function moved(list: readonly ItemBox[], moves: ReturnType<typeof alignItems>): readonly ItemBox[] {
  const by = new Map(moves.map((move) => [move.key, move]));
  return list.map((box) => ({
    ...box,
    left: box.left + (by.get(box.key)?.dx ?? 0),
    top: box.top + (by.get(box.key)?.dy ?? 0),
  }));
}

const line: Readonly<Record<Side, (box: ItemBox) => number>> = {
  left: (box) => box.left,
  centre: (box) => box.left + box.width / 2,
  right: (box) => box.left + box.width,
  top: (box) => box.top,
  middle: (box) => box.top + box.height / 2,
  bottom: (box) => box.top + box.height,
};

it("brings all boxes onto one line and moves them along one axis only", () => {
  fc.assert(
    fc.property(boxes, fc.constantFrom(...(Object.keys(line) as Side[])), (list, side) => {
      const moves = alignItems(list, side);
      const places = moved(list, moves).map(line[side]);
      // Half pixels are rounded.
      expect(Math.max(...places) - Math.min(...places)).toBeLessThanOrEqual(1);
      const across = side === "left" || side === "centre" || side === "right";
      for (const move of moves) expect(across ? move.dy : move.dx).toBe(0);
    }),
  );
});

it("spreads boxes with equal gaps between the outermost two", () => {
  fc.assert(
    fc.property(boxes, (list) => {
      const after = moved(list, spreadItems(list, "across")).toSorted((a, b) => a.left - b.left || a.width - b.width);
      const sorted = list.toSorted((a, b) => a.left - b.left);
      expect(Math.min(...after.map((box) => box.left))).toBeLessThanOrEqual(sorted[0]!.left);
      const moves = spreadItems(list, "across");
      const order = sorted.map((box) => moved([box], moves)[0]!);
      const gaps = order.slice(1).map((box, at) => box.left - (order[at]!.left + order[at]!.width));
      expect(Math.max(...gaps) - Math.min(...gaps)).toBeLessThanOrEqual(2);
      expect(order[0]!.left).toBe(sorted[0]!.left);
      expect(order.at(-1)!.left).toBe(sorted.at(-1)!.left);
    }),
  );
});

it("leaves one box alone, and two where they are when spreading", () => {
  const box = { key: "a", left: 0, top: 0, width: 10, height: 10 };
  expect(alignItems([box], "left")).toEqual([]);
  expect(spreadItems([box, { ...box, key: "b" }], "down")).toEqual([]);
});
