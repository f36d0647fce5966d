import { join } from "node:path";
import { hourToBytes } from "@aisle/app/monitors/sketch/hour-bytes";
import { HourSketches } from "@aisle/app/monitors/sketch/hour-sketches";
import { DecisionTaker } from "@aisle/app/monitors/sketch/take-decision";
import { takeFollowUp } from "@aisle/app/monitors/sketch/take-event";
import type { MonitoredDecision } from "@aisle/contracts/monitor-source";
import { startEmbeddedPostgres } from "@aisle/platform/postgres/embedded-postgres";
import { createPool } from "@aisle/platform/postgres/pool";
import { normalDraw, type Random, seededRandom } from "@aisle/stats/seeded-random";

const hourMs = 3_600_000;
const days = 45;
/** A change began so many hours ago. */
const changedMs = 30 * hourMs;
const nodes = ["popular", "blend", "stock"];

/** Stores what folds of the last weeks would have stored of an endpoint whose step `blend` has fallen back more since yesterday. */
export async function storeMonitoredWeeks(home: string, endpoint: string): Promise<void> {
  const server = await startEmbeddedPostgres({ dir: join(home, "postgres") });
  const pool = createPool(server.url("aisle"));
  try {
    const { rows } = await pool.query<{ id: string }>("select id from workspace");
    const taker = new DecisionTaker();
    const random = seededRandom(11);
    const to = Math.floor(Date.now() / hourMs) * hourMs;
    for (let at = to - days * 24 * hourMs; at < to; at += hourMs) {
      const of = { kind: "endpoint", name: endpoint, at } as const;
      const hour = HourSketches.of(of);
      const isChanged = at >= to - changedMs;
      for (const decision of decisionsOf(at, endpoint, isChanged, random)) {
        taker.take(hour, decision);
        if (random() < (isChanged ? 0.02 : 0.12)) takeFollowUp(hour, { what: "clicked", decision });
      }
      await pool.query("insert into monitor_hour values ($1, $2, $3, $4, $5, $6)", [
        rows[0]!.id,
        of.kind,
        of.name,
        new Date(at),
        hour.rows,
        hourToBytes(hour),
      ]);
    }
  } finally {
    await pool.end();
  }
}

function decisionsOf(at: number, endpoint: string, isChanged: boolean, random: Random): readonly MonitoredDecision[] {
  const time = new Date(at);
  const isWeekend = [0, 6].includes(time.getUTCDay());
  const rhythm = 1 + 0.6 * Math.sin(((time.getUTCHours() - 9) / 24) * 2 * Math.PI);
  const count = Math.round((isWeekend ? 90 : 60) * rhythm + 2 * normalDraw(random));
  return Array.from({ length: Math.max(2, count) }, (_, i): MonitoredDecision => {
    const fell = random() < (isChanged ? 0.22 : 0.02);
    return {
      id: `${at}-${i}`,
      at: at + Math.floor((i / count) * hourMs),
      endpoint,
      versionNumber: 1,
      arm: "live",
      outcome: fell ? "fell-back" : "answered",
      totalMs: 12 * Math.exp(0.4 * normalDraw(random)),
      request: {
        limit: random() < 0.7 ? 6 : 12,
        device: random() < (isWeekend ? 0.7 : 0.55) ? "phone" : "desktop",
        priceLimit: Math.round(40 * Math.exp(0.5 * normalDraw(random))),
      },
      steps: nodes.map((node, place) => ({
        node,
        outcome: node === "blend" && fell ? ("fell-back" as const) : ("ran" as const),
        startMs: place,
        durationMs: 3 * Math.exp(0.4 * normalDraw(random)),
        queueMs: 0,
      })),
      slots: Array.from({ length: 6 }, (_unused, rank) => ({
        item: `p${Math.floor(300 * random() ** 2)}`,
        score: 1 / (rank + 1) + 0.05 * normalDraw(random),
        propensity: 1,
        availability: "in-stock" as const,
        from: [],
        effects: [],
      })),
    };
  });
}
