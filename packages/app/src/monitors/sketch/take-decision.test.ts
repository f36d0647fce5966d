import type { MonitoredDecision } from "@aisle/contracts/monitor-source";
import fc from "fast-check";
import { expect, it } from "vitest";
import { anyDecision } from "./any-decision.fixture.ts";
import { hourFromBytes, hourToBytes } from "./hour-bytes.ts";
import { HourSketches } from "./hour-sketches.ts";
import { PlainHour } from "./plain-hour.fixture.ts";
import { DecisionTaker } from "./take-decision.ts";

const of = { kind: "endpoint", name: "home", at: 0 } as const;

/** All that an hour holds, in the order in which it would be stored. */
const contents = (hour: HourSketches | PlainHour) => ({
  rows: hour.rows,
  counts: [...hour.counts],
  numbers: [...hour.numbers].map(([key, column]) => [key, "sketch" in column ? column.sketch : column]),
  texts: [...hour.texts].map(([key, { counters, ...sketch }]) => [key, sketch, [...counters]]),
  items: [hour.items.level, [...hour.items.counts].sort(([a], [b]) => a - b)],
  segments: [...hour.segments].map(([key, values]) => [key, [...values]]),
});

function check(decisions: readonly MonitoredDecision[], storedEvery: number): void {
  const plain = new PlainHour("endpoint home 0");
  let hour = HourSketches.of(of);
  const other = HourSketches.of({ ...of, at: 3_600_000 });
  const taker = new DecisionTaker();
  for (const [i, decision] of decisions.entries()) {
    plain.take(decision);
    taker.take(hour, decision);
    if (i % 7 === 0) taker.take(other, decision);
    if (i % storedEvery === storedEvery - 1) hour = hourFromBytes(hourToBytes(hour), of);
  }
  expect(contents(hour)).toEqual(contents(plain));
  expect(contents(hourFromBytes(hourToBytes(hour), of))).toEqual(contents(plain));
}

it("comes to the same sketches as value by value, to the bit, in one go or stored between", () => {
  fc.assert(
    fc.property(fc.array(anyDecision, { maxLength: 60 }), fc.integer({ min: 1, max: 30 }), (decisions, storedEvery) =>
      check(decisions, storedEvery),
    ),
  );
});

it("does so with more values, products and numbers than a sketch holds", () => {
  const decisions = fc.sample(anyDecision, { numRuns: 3000, seed: 7 });
  check(decisions, 500);
  check(decisions, 10_000);
});
