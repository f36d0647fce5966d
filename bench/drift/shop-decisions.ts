import type { MonitoredDecision } from "@aisle/contracts/monitor-source";
import { normalDraw, type Random, seededRandom } from "@aisle/stats/seeded-random";

const hourMs = 3_600_000;
/** A Monday. */
export const benchStart = Date.UTC(2026, 7, 3);
const numberFields = 8;
const textFields = 6;
const stepNodes = ["search", "similar", "merge", "in-stock", "rank", "explore", "diversity"];
const ranks = 12;

/** Changes that a bench makes on the last day. */
export const changeKinds = ["number", "mix", "fall-back", "empty", "vanished"] as const;
export type ChangeKind = (typeof changeKinds)[number];

/** Decisions of a simulated endpoint with many fields, whose weekends differ. */
export class ShopDecisions {
  readonly #random: Random;
  readonly #changes: ReadonlySet<ChangeKind>;
  readonly #changedFrom: number;
  #count = 0;

  constructor(seed: number, changes: readonly ChangeKind[], changedFrom: number) {
    this.#random = seededRandom(seed);
    this.#changes = new Set(changes);
    this.#changedFrom = changedFrom;
  }

  hour(at: number, count: number): MonitoredDecision[] {
    return Array.from({ length: count }, (_, i) => this.#decision(at + Math.floor((i / count) * hourMs)));
  }

  #decision(at: number): MonitoredDecision {
    const random = this.#random;
    const isWeekend = [0, 6].includes(new Date(at).getUTCDay());
    const changed = (kind: ChangeKind) => at >= this.#changedFrom && this.#changes.has(kind);
    const request: { [field: string]: string | number } = { shopperId: "tok_x" };
    for (let i = 0; i < numberFields; i++) {
      const value = (20 + 10 * i + (isWeekend ? 8 : 0)) * Math.exp(0.5 * normalDraw(random));
      request[`number${i}`] = i === 0 && changed("number") ? value * 1.5 : value;
    }
    for (let i = 0; i < textFields; i++) {
      const skewed = random() ** (i === 0 && changed("mix") ? 1 : isWeekend ? 2.4 : 2);
      request[`text${i}`] = `v${Math.floor((3 + 4 * i) * skewed)}`;
    }
    if (changed("vanished")) delete request.text3;
    const empty = random() < (changed("empty") ? 0.08 : 0.005);
    const steps = stepNodes.map((node, i) => {
      const falls = random() < (node === "rank" && changed("fall-back") ? 0.2 : 0.01);
      return {
        node,
        outcome: falls ? ("fell-back" as const) : ("ran" as const),
        startMs: i,
        durationMs: (i + 1) * Math.exp(0.4 * normalDraw(random)),
        queueMs: 0,
      };
    });
    return {
      id: `d${this.#count++}`,
      at,
      endpoint: "home",
      versionNumber: 1,
      arm: "live",
      outcome: steps.some(({ outcome }) => outcome === "fell-back") ? "fell-back" : "answered",
      totalMs: steps.reduce((sum, { durationMs }) => sum + durationMs, 0),
      request,
      steps,
      slots: empty
        ? []
        : Array.from({ length: ranks }, (_, rank) => ({
            item: `p${Math.floor(5000 * random() ** 3)}`,
            score: 1 / (rank + 1) + 0.1 * normalDraw(random),
            propensity: rank === ranks - 1 && random() < 0.2 ? 0.5 : 1,
            availability: "in-stock" as const,
            from: [],
            effects: [],
          })),
    };
  }
}
