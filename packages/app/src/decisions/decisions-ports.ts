import type { DecisionReads } from "@aisle/contracts/decision-log";
import type { TracePorts } from "./read-trace.ts";

export interface DecisionsPorts extends TracePorts {
  readonly decisions: DecisionReads;
}
