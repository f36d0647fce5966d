import type { FollowUp, MonitoredDecision } from "@aisle/contracts/monitor-source";
import fc from "fast-check";
import { expect, it } from "vitest";
import { mergeSegments } from "../read/merge-segments.ts";
import { anyDecision } from "./any-decision.fixture.ts";
import { hourFromBytes, hourToBytes } from "./hour-bytes.ts";
import { HourSketches } from "./hour-sketches.ts";
import type { SegmentCounts } from "./segment-counts.ts";
import { segmentsOf } from "./segments-of.ts";
import { DecisionTaker } from "./take-decision.ts";
import { takeFollowUp } from "./take-event.ts";

const subject = { kind: "endpoint", name: "home" } as const;
const visit = fc.record({ of: anyDecision, follows: fc.subarray<FollowUp>(["clicked", "added", "ordered"]) });

const sum = (values: ReadonlyMap<string, SegmentCounts>, what: keyof SegmentCounts): number =>
  [...values.values()].reduce((all, counts) => all + counts[what], 0);

it("adds up in every dimension to all answers and what followed them, whatever was shown, bounded or stored between", () => {
  fc.assert(
    fc.property(fc.array(visit, { maxLength: 120 }), fc.infiniteStream(fc.boolean()), (visits, coins) => {
      const taker = new DecisionTaker();
      const hours = new Map<number, HourSketches>();
      const hourOf = ({ at }: MonitoredDecision) => {
        const from = Math.floor(at / 3_600_000) * 3_600_000;
        const of = { ...subject, at: from };
        const held = hours.get(from) ?? HourSketches.of(of);
        // As a fold that was killed reads it back.
        const hour = coins.next().value ? hourFromBytes(hourToBytes(held), of) : held;
        hours.set(from, hour);
        return hour;
      };
      const totals = { answers: 0, clicked: 0, added: 0, ordered: 0 };
      const waiting: (() => void)[] = [];
      for (const { of, follows } of visits) {
        taker.take(hourOf(of), of);
        if (of.outcome !== "answered" && of.outcome !== "fell-back") continue;
        totals.answers++;
        for (const what of follows) {
          totals[what]++;
          const take = () => takeFollowUp(hourOf(of), { what, decision: of });
          if (coins.next().value) waiting.push(take);
          else take();
        }
      }
      for (const take of waiting) take();
      const segments = mergeSegments([...hours.values()]);
      for (const [dimension, values] of segments) {
        for (const what of ["answers", "clicked", "added", "ordered"] as const)
          expect(`${dimension} ${what} ${sum(values, what)}`).toBe(`${dimension} ${what} ${totals[what]}`);
        for (const counts of values.values())
          for (const what of ["clicked", "added", "ordered"] as const)
            expect(counts[what]).toBeLessThanOrEqual(counts.answers);
        for (const counts of values.values()) expect(Math.min(...Object.values(counts))).toBeGreaterThanOrEqual(0);
      }
      for (const { segments: stored } of hours.values()) {
        expect([...stored.keys()].filter((key) => !key.startsWith("step ")).length).toBeLessThanOrEqual(24);
        for (const values of stored.values()) expect(values.size).toBeLessThanOrEqual(25);
      }
      expect(segments.has("answer")).toBe(totals.answers > 0);
    }),
    { numRuns: 200 },
  );
});

it("has one value a dimension: fields that are texts or yes-no and name nobody, and how each step ended", () => {
  const end = (change: { readonly node: string } & Partial<MonitoredDecision["steps"][number]>) =>
    ({ outcome: "ran", startMs: 0, durationMs: 1, queueMs: 0, ...change }) as const;
  const found = segmentsOf({
    versionNumber: 3,
    arm: "live",
    slots: [],
    request: {
      shopperId: "tok_a",
      query: "shoes",
      email: "a@b.example",
      device: "phone",
      isNew: true,
      price: 3,
      list: ["a"],
      page: "x".repeat(80),
    },
    steps: [
      end({ node: "a" }),
      end({ node: "b", outcome: "fell-back", reason: "B took longer than 30 ms." }),
      end({ node: "c", outcome: "skipped", failed: true, reason: "no connection" }),
      end({ node: "d", outcome: "skipped", reason: "C was skipped" }),
      end({ node: "e", outcome: "fell-back", reason: "no model" }),
    ],
  });
  expect(Object.fromEntries(found)).toEqual({
    version: "3",
    arm: "live",
    answer: "empty",
    "request.device": "phone",
    "request.isNew": "true",
    "request.page": "(other)",
    "step a": "answered",
    "step b": "timed-out",
    "step c": "failed",
    "step d": "skipped",
    "step e": "fell-back",
  });
});

it("reads hours of the first version, which have no segments and take part in none", () => {
  const hour = HourSketches.of({ ...subject, at: 0 });
  const answer = { outcome: "answered", request: { device: "phone" }, slots: [], steps: [] } as const;
  new DecisionTaker().take(hour, { ...answer, id: "d", at: 0, endpoint: "home", totalMs: 1 });
  const empty = HourSketches.of({ ...subject, at: 0 });
  for (const [key, count] of hour.counts) empty.count(key, count);
  // The first version ends where the segments begin: at an empty list.
  const bytes = hourToBytes(empty).slice(0, -1);
  bytes[0] = 1;
  const first = hourFromBytes(bytes, { ...subject, at: 0 });
  expect([...first.counts]).toEqual([...hour.counts]);
  takeFollowUp(first, { what: "clicked", decision: { ...answer, id: "d", at: 0, endpoint: "home" } });
  expect([first.counts.get("clicked"), first.segments.size]).toEqual([1, 0]);
  expect(mergeSegments([first, hour]).get("request.device")).toEqual(
    new Map([["phone", { answers: 1, clicked: 0, added: 0, ordered: 0 }]]),
  );
  bytes[0] = 3;
  expect(() => hourFromBytes(bytes, { ...subject, at: 0 })).toThrow(RangeError);
});
