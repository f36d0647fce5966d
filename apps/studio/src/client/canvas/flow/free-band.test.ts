import { expect, it } from "vitest";
import { findFreeBand, isBlocked, nearestFreeBand } from "./free-band.ts";

const box = (top: number, bottom: number) => ({ left: 0, right: 100, top, bottom });

it("finds a height between two lanes that meets no card", () => {
  const y = findFreeBand([box(0, 150), box(20, 190), box(260, 400)], { left: 0, right: 100, from: 60, to: 320 });
  expect(y).toBeGreaterThan(190);
  expect(y).toBeLessThan(260);
});

it("ignores cards beside the line, and goes halfway when all is full", () => {
  expect(
    findFreeBand([{ left: 500, right: 600, top: 0, bottom: 300 }], { left: 0, right: 100, from: 0, to: 300 }),
  ).toBe(100);
  expect(findFreeBand([box(-10, 310)], { left: 0, right: 100, from: 0, to: 300 })).toBe(150);
});

it("sees a card in the way of a wire, and the nearest way round it", () => {
  const middle = { left: 240, right: 428, top: 40, bottom: 190 };
  const below = { left: 240, right: 428, top: 216, bottom: 360 };
  expect(isBlocked([middle], { x: 200, y: 100 }, { x: 470, y: 100 })).toBe(true);
  expect(isBlocked([below], { x: 200, y: 100 }, { x: 470, y: 100 })).toBe(false);
  const y = nearestFreeBand([middle, below], { left: 208, right: 462, near: 180 });
  expect(y).toBeGreaterThanOrEqual(198);
  expect(y).toBeLessThanOrEqual(208);
});
