import type { MonitoredDecision, StoredMonitorHour } from "@aisle/contracts/monitor-source";
import { seededRandom } from "@aisle/stats/seeded-random";
import { hourToBytes } from "../sketch/hour-bytes.ts";
import { HourSketches } from "../sketch/hour-sketches.ts";
import { DecisionTaker } from "../sketch/take-decision.ts";
import { takeFollowUp } from "../sketch/take-event.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const days = 29;
/** The end of the last day, which is a holiday in Germany. */
export const end = Date.UTC(2026, 9, 4);
const start = end - days * dayMs;
const answersOfHour = 60;
export const shop = { kind: "endpoint", name: "home" } as const;

/** What an answer is, and how likely it is clicked and then bought. */
export interface Answer {
  readonly device: "phone" | "desktop";
  readonly category: "shoes" | "hats";
  version?: number;
  arm?: string;
  /** How the step `retrieve` ended. */
  retrieve?: "ran" | "timed-out";
  empty?: boolean;
  click: number;
  /** Of a click. */
  order: number;
  first?: string;
  scores?: number;
}

/** Hours of an endpoint with 60 answers each, half of phones, of which three in ten are clicked; `change` changes answers. */
export function shopHours(
  change: (answer: Answer, at: number, random: () => number) => Answer = (answer) => answer,
): StoredMonitorHour[] {
  const random = seededRandom(3);
  const taker = new DecisionTaker();
  const hours: StoredMonitorHour[] = [];
  for (let at = start; at < end; at += hourMs) {
    const hour = { ...shop, at };
    const sketches = HourSketches.of(hour);
    for (let i = 0; i < answersOfHour; i++) {
      const usual: Answer = {
        device: random() < 0.5 ? "phone" : "desktop",
        category: random() < 0.5 ? "shoes" : "hats",
        click: 0.3,
        order: 0.3,
      };
      const answer = change(usual, at, random);
      const decision = decisionOf(answer, at + i);
      taker.take(sketches, decision);
      if (random() >= answer.click) continue;
      takeFollowUp(sketches, { what: "clicked", decision });
      if (random() < answer.order) takeFollowUp(sketches, { what: "ordered", decision });
    }
    hours.push({ ...hour, rows: sketches.rows, bytes: hourToBytes(sketches) });
  }
  return hours;
}

function decisionOf(answer: Answer, at: number): MonitoredDecision {
  const { device, category, version = 1, arm = "live", retrieve = "ran", empty = false, first = "p1" } = answer;
  const isLate = retrieve === "timed-out";
  return {
    id: `d${at}`,
    at,
    endpoint: shop.name,
    versionNumber: version,
    arm,
    outcome: isLate ? "fell-back" : "answered",
    totalMs: 12,
    request: { device, category },
    slots: empty
      ? []
      : [{ item: first, score: answer.scores ?? 1, propensity: 1, availability: "in-stock", from: [], effects: [] }],
    steps: [
      {
        node: "retrieve",
        outcome: isLate ? "fell-back" : "ran",
        startMs: 0,
        durationMs: 5,
        queueMs: 0,
        ...(isLate ? { reason: "it took longer than 50 ms" } : {}),
      },
    ],
  };
}
