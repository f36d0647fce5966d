import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addToDecayingSum, type DecayingSum, msPerDay, recencyWeight, recencyWeightedSum } from "./recency-weight.ts";

describe("recency weight", () => {
  it("halves every half-life", () => {
    expect([0, 30, 60, 90].map((days) => recencyWeight(days))).toEqual(
      [1, 0.5, 0.25, 0.125].map((w) => expect.closeTo(w, 12)),
    );
    expect(recencyWeight(7, 7)).toBeCloseTo(0.5, 12);
    expect(recencyWeight(-5)).toBe(1);
    expect(() => recencyWeight(1, 0)).toThrow(/halfLifeDays/);
  });

  it("leaves out what lies in the future of the moment asked about", () => {
    const now = 100 * msPerDay;
    expect(recencyWeightedSum([10, 20, 99], [now, now - 30 * msPerDay, now + 1], now)).toBeCloseTo(20, 10);
    expect(() => recencyWeightedSum([1], [], now)).toThrow(/lengths differ/);
  });

  it("is the same taken in one event at a time, in any order", () => {
    const event = fc.record({
      amount: fc.double({ min: 0, max: 1000, noNaN: true }),
      day: fc.integer({ min: 0, max: 400 }),
    });
    fc.assert(
      fc.property(fc.array(event, { minLength: 1, maxLength: 30 }), (events) => {
        let sum: DecayingSum | undefined;
        for (const { amount, day } of events) sum = addToDecayingSum(sum, amount, day * msPerDay);
        const now = Math.max(...events.map(({ day }) => day)) * msPerDay;
        const whole = recencyWeightedSum(
          events.map(({ amount }) => amount),
          events.map(({ day }) => day * msPerDay),
          now,
        );
        expect(sum!.atMs).toBe(now);
        expect(sum!.value).toBeCloseTo(whole, 6);
      }),
    );
  });
});
