import type { MeasuredDecision } from "@aisle/contracts/experiment-facts";
import type { FoldDecision } from "@aisle/contracts/fold-source";
import type { JsonObject } from "@aisle/runtime/json";
import { at } from "./measure-event.ts";

/** A decision as filters of metrics and paths of fields see it. */
export function measuredDecision({ outcome, totalMs, facts }: FoldDecision): MeasuredDecision {
  const { filled, explored, items, fellBack = [], failed = [], skipped = [], late = [], error = "", request } = facts;
  return { outcome, totalMs, filled, explored, items, fellBack, failed, skipped, late, error, request };
}

/** A number at a path of a decision, such as `totalMs`; how many where a list stands there. */
export function decisionNumber(decision: MeasuredDecision, path: string): number | undefined {
  const value = at(decision as unknown as JsonObject, path.replace(/^decision\./, ""));
  if (Array.isArray(value)) return value.length;
  if (typeof value === "boolean") return value ? 1 : 0;
  return typeof value === "number" ? value : undefined;
}
