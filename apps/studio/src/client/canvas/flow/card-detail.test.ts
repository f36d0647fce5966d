import { expect, it } from "vitest";
import { undrawnOf } from "./card-detail.ts";

const card = { left: 0, top: 0, right: 188, bottom: 136 };
const seen = (zoom: number, left = 0, top = 0) => ({ left, top, right: left + 1000, bottom: top + 800, zoom });

it("draws a card whole where it can be read", () => {
  expect(undrawnOf(card, seen(1), 300)).toBeUndefined();
  expect(undrawnOf(card, seen(0.55), 300)).toBeUndefined();
});

it("leaves out texts that cannot be read, then ports that cannot be aimed at", () => {
  expect(undrawnOf(card, seen(0.5), 10)).toBe("far");
  expect(undrawnOf(card, seen(0.3), 10)).toBe("tiny");
});

it("leaves out the contents of cards well out of view, where there are many", () => {
  expect(undrawnOf(card, seen(1, 500), 300)).toBeUndefined();
  expect(undrawnOf(card, seen(1, 700), 300)).toBe("out");
  expect(undrawnOf(card, seen(1, 0, 500), 300)).toBe("out");
  expect(undrawnOf(card, seen(0.3, 700), 300)).toBe("out");
  expect(undrawnOf(card, seen(1, 700), 60)).toBeUndefined();
});
