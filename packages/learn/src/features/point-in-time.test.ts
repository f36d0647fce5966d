import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { packHistories } from "../recommend/item-histories.ts";
import { splitForValidation } from "../recommend/validation-split.ts";
import { affinities } from "./affinity.ts";
import { recencyFrequencyMonetary } from "./recency-frequency-monetary.ts";
import { msPerDay, recencyWeightedSum } from "./recency-weight.ts";
import { type SessionEvent, sessionContext } from "./session-context.ts";

const nowMs = 1_700_000_000_000;
const time = fc.oneof(
  fc.integer({ min: -900, max: 900 }).map((minutes) => nowMs + minutes * 60_000),
  fc.constant(Number.NaN),
);
const action = fc.constantFrom("view", "search", "add-to-cart", "remove-from-cart", "purchase");
const past = (timeMs: number) => timeMs <= nowMs;

describe("what a feature says of a moment", () => {
  it("is what it said at that moment: nothing later, and nothing without a time, enters it", () => {
    const event = fc.record({
      timeMs: time,
      key: fc.constantFrom("a", "b", "c"),
      action,
      value: fc.integer({ min: 1, max: 99 }),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 20 }), (all) => {
        const until = all.filter(({ timeMs }) => past(timeMs));
        const session = (events: typeof all) =>
          sessionContext(
            events.map(
              ({ timeMs, action: does, key, value }): SessionEvent => ({
                timeMs,
                action: does as never,
                product: key,
                category: key,
                price: value,
              }),
            ),
            nowMs,
          );
        expect(session(all)).toEqual(session(until));
        const population = new Map([["a", 1]]);
        expect(affinities(all, { nowMs, population })).toEqual(affinities(until, { nowMs, population }));
        const orders = (events: typeof all) =>
          recencyFrequencyMonetary(
            events.map(({ key, timeMs, value }) => ({ customer: key, timeMs, value })),
            nowMs,
          );
        expect(orders(all)).toEqual(orders(until));
        const sum = (events: typeof all) =>
          recencyWeightedSum(
            events.map(({ value }) => value),
            events.map(({ timeMs }) => timeMs),
            nowMs,
          );
        expect(sum(all)).toBe(sum(until));
      }),
    );
  });

  it("learns a blend on days that no scorer was trained on, sessions over midnight included", () => {
    const day = (n: number) => nowMs + n * msPerDay;
    const histories = packHistories([
      { items: ["a", "b"], times: [day(0), day(1)] },
      { items: ["a", "late"], times: [day(7.9), day(8.1)] },
      { items: ["b", "a"], times: [day(9), day(10)] },
    ]);
    for (const kind of ["last-sessions", "last-days"] as const) {
      const { train } = splitForValidation(histories, { kind, days: 2 });
      expect(Math.max(...train.times), kind).toBeLessThanOrEqual(day(8));
      expect(train.itemIds[train.items[train.items.length - 1]!], kind).toBe("a");
    }
  });
});
