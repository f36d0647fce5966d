import type { NewDecision } from "@aisle/contracts/decision";
import { newDecisionId } from "./decision-id.ts";

/** A decision as a five-step flow over twenty products makes it; for tests and benches. */
export function sampleDecision(change: Partial<NewDecision> = {}): NewDecision {
  const at = change.at ?? Date.now();
  return {
    workspaceId: "ws_test",
    id: newDecisionId(at),
    at,
    endpoint: "home",
    versionId: "ver_1",
    versionNumber: 1,
    planId: "plan_1",
    arm: "live",
    unit: "shopper-1",
    outcome: "answered",
    totalMs: 1.234,
    traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
    sample: false,
    request: { shopperId: "shopper-1", products: Array.from({ length: 20 }, (_, i) => ({ id: `p${i}`, stock: i })) },
    slots: Array.from({ length: 10 }, (_, i) => ({
      product: {
        id: `p${i}`,
        score: 1 / (i + 1.1),
        fields: {},
        from: [{ node: "trigger", rank: i + 1, score: 0.5 }],
        effects: i === 0 ? [{ node: "pin", rule: "pinned", change: "+3" }] : [],
      },
      availability: "in-stock",
    })),
    steps: ["trigger", "in-stock", "recency", "sort", "answer"].map((node, i) => ({
      node,
      outcome: "ran",
      startMs: i / 100,
      durationMs: 0.009,
      queueMs: 0,
    })),
    ...change,
  };
}
