import { expect, it } from "vitest";
import { backoffMs } from "./backoff.ts";

it("doubles with each failure up to the limit, whatever their number", () => {
  const pauses = { firstMs: 100, maxMs: 5000 };
  expect([1, 2, 3, 7, 8, 1000, 1e9].map((failures) => backoffMs(failures, pauses))).toEqual([
    100, 200, 400, 5000, 5000, 5000, 5000,
  ]);
  expect(backoffMs(0, pauses)).toBe(100);
});

it("takes no more off than its jitter", () => {
  for (let round = 0; round < 200; round++) {
    const pause = backoffMs(1, { firstMs: 100, maxMs: 5000, jitter: 0.25 });
    expect(pause).toBeGreaterThan(75 - 1e-9);
    expect(pause).toBeLessThanOrEqual(100);
  }
});
