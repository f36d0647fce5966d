import type { MonitoredDecision } from "@aisle/contracts/monitor-source";
import fc from "fast-check";

const slot: fc.Arbitrary<MonitoredDecision["slots"][number]> = fc.record({
  item: fc.integer({ min: 0, max: 3000 }).map((n) => `p${n}`),
  score: fc.oneof(fc.float(), fc.constantFrom(1, 0, Number.NaN, 1e300)),
  propensity: fc.constantFrom(1, 0.5, "unknown" as const),
  availability: fc.constantFrom("in-stock" as const, "unknown" as const),
  from: fc.constant([]),
  effects: fc.constant([]),
});

const step = fc.record(
  {
    node: fc.constantFrom("search", "rank", "rank", "\ud800", "\udbff"),
    outcome: fc.constantFrom("ran" as const, "skipped" as const, "fell-back" as const, "failed" as const),
    reason: fc.constantFrom("Rank took longer than 5 ms.", "Search was skipped"),
    failed: fc.constant(true as const),
    startMs: fc.constant(0),
    durationMs: fc.integer({ min: 0, max: 50 }),
    queueMs: fc.constant(0),
  },
  { requiredKeys: ["node", "outcome", "startMs", "durationMs", "queueMs"] },
);
const value = fc.oneof(
  fc.boolean(),
  fc.integer(),
  fc.constantFrom("phone", "desktop", "(other)", "(missing)", "a@b", "\ud800"),
  fc.integer({ min: 0, max: 150 }).map((n) => `v${n}`),
  fc.constantFrom(null, ["a", 1], {}, "x".repeat(80), Number.POSITIVE_INFINITY),
);
/** Decisions of all kinds, with values and names that are none of the usual ones. */
export const anyDecision: fc.Arbitrary<MonitoredDecision> = fc.record(
  {
    id: fc.constant("d"),
    at: fc.integer({ min: 0, max: 3 * 3_600_000 }),
    endpoint: fc.constant("home"),
    versionNumber: fc.constantFrom(1, 2),
    arm: fc.constantFrom("live", "canary"),
    outcome: fc.constantFrom("answered" as const, "fell-back" as const, "failed" as const, "refused" as const),
    totalMs: fc.float({ min: 0, noNaN: true }),
    request: fc.dictionary(
      fc.integer({ min: 0, max: 40 }).map((n) => `field${n}`),
      value,
      { maxKeys: 6 },
    ),
    slots: fc.array(slot, { maxLength: 12 }),
    steps: fc.array(step, { maxLength: 4 }),
  },
  { requiredKeys: ["id", "at", "endpoint", "outcome", "totalMs", "request", "slots", "steps"] },
);
