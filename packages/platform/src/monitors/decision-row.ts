import type { MonitoredDecision } from "@aisle/contracts/monitor-source";
import { readPayload } from "../decisions/decision-payload.ts";

/** A row of the decision log as monitors read it. */
export interface DecisionRow {
  readonly id: string;
  readonly at: Date;
  readonly endpoint: string;
  readonly version_number: number | null;
  readonly arm: string | null;
  readonly outcome: MonitoredDecision["outcome"];
  readonly total_us: number;
  readonly payload: Buffer;
}

/** The columns of `DecisionRow`. */
export const decisionColumns = "id, at, endpoint, version_number, arm, outcome, total_us, payload";

/** A row as the decision that monitors read. */
export function decisionOf({
  id,
  at,
  endpoint,
  version_number,
  arm,
  outcome,
  total_us,
  payload,
}: DecisionRow): MonitoredDecision {
  return {
    id,
    at: at.getTime(),
    endpoint,
    ...(version_number === null ? {} : { versionNumber: version_number }),
    ...(arm === null ? {} : { arm }),
    outcome,
    totalMs: total_us / 1000,
    ...contentOf(payload),
  };
}

/** A payload that cannot be read holds nothing; the decision counts all the same. */
function contentOf(payload: Buffer): Pick<MonitoredDecision, "request" | "slots" | "steps"> {
  try {
    const { request, slots, steps } = readPayload(payload);
    return { request, slots, steps };
  } catch {
    return { request: {}, slots: [], steps: [] };
  }
}
