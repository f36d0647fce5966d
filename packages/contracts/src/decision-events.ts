import type { JsonObject } from "@aisle/runtime/json";

/** An event that carries the id of a decision. */
export interface DecisionEvent {
  readonly decisionId: string;
  /** What happened, such as `Product Clicked`. */
  readonly name: string;
  /** The event as it was sent. */
  readonly payload: JsonObject;
}

/** Events by the decision that they carry. */
export interface DecisionEvents {
  /** The first 5,000 of some decisions since a time (milliseconds since 1970): far more than shoppers cause. */
  ofDecisions(workspaceId: string, decisionIds: readonly string[], since: number): Promise<readonly DecisionEvent[]>;
}
