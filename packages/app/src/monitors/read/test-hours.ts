import type { MonitoredDecision, MonitorSubject, StoredMonitorHour } from "@aisle/contracts/monitor-source";
import { normalDraw, type Random, seededRandom } from "@aisle/stats/seeded-random";
import { hourToBytes } from "../sketch/hour-bytes.ts";
import { HourSketches } from "../sketch/hour-sketches.ts";
import { DecisionTaker } from "../sketch/take-decision.ts";

const hourMs = 3_600_000;
/** A Monday. */
export const testStart = Date.UTC(2026, 8, 7);
export const testSubject: MonitorSubject = { kind: "endpoint", name: "home" };
export const dayMs = 24 * hourMs;

/** A decision of a shop with more visitors by day and at weekends, whose weekends want other things. */
export function usualDecision(at: number, random: Random): MonitoredDecision {
  const isWeekend = [0, 6].includes(new Date(at).getUTCDay());
  const phone = random() < (isWeekend ? 0.7 : 0.45);
  const ms = 12 * Math.exp(0.4 * normalDraw(random));
  return {
    id: `d${at}`,
    at,
    endpoint: "home",
    versionNumber: 1,
    arm: "live",
    outcome: "answered",
    totalMs: ms + 3,
    request: {
      shopperId: "tok_a",
      device: phone ? "phone" : "desktop",
      budget: Math.round((isWeekend ? 80 : 50) * Math.exp(0.5 * normalDraw(random))),
    },
    slots: Array.from({ length: 6 }, (_, rank) => ({
      item: `p${Math.floor(200 * random() ** 2)}`,
      score: 1 / (rank + 1) + 0.05 * normalDraw(random),
      propensity: rank === 5 && random() < 0.2 ? 0.5 : 1,
      availability: "in-stock",
      from: [],
      effects: [],
    })),
    steps: [
      { node: "search", outcome: random() < 0.02 ? "fell-back" : "ran", startMs: 0, durationMs: ms, queueMs: 0 },
      { node: "rank", outcome: "ran", startMs: 0, durationMs: 2, queueMs: 0 },
    ],
  };
}

/** How many decisions an hour has. */
export function usualRows(at: number, random: Random): number {
  const date = new Date(at);
  const byHour = 12 + 10 * Math.sin(((date.getUTCHours() - 9) / 24) * 2 * Math.PI);
  const byDay = [0, 6].includes(date.getUTCDay()) ? 1.6 : 1;
  return Math.max(0, Math.round(byHour * byDay * Math.exp(0.1 * normalDraw(random))));
}

export interface TestHours {
  readonly days: number;
  /** The first of the days. */
  readonly from?: number;
  readonly seed?: number;
  readonly rows?: (at: number, random: Random) => number;
  readonly decision?: (at: number, random: Random) => MonitoredDecision;
}

/** Hours of a subject as the fold stores them. */
export function testHours({
  days,
  from = testStart,
  seed = 1,
  rows = usualRows,
  decision = usualDecision,
}: TestHours): StoredMonitorHour[] {
  const random = seededRandom(seed);
  const taker = new DecisionTaker();
  const hours: StoredMonitorHour[] = [];
  for (let at = from; at < from + days * dayMs; at += hourMs) {
    const count = rows(at, random);
    if (count === 0) continue;
    const hour = { ...testSubject, at };
    const sketches = HourSketches.of(hour);
    for (let i = 0; i < count; i++) taker.take(sketches, decision(at + Math.floor((i / count) * hourMs), random));
    hours.push({ ...hour, rows: sketches.rows, bytes: hourToBytes(sketches) });
  }
  return hours;
}
