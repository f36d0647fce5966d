import type { JsonObject } from "@aisle/runtime/json";

/** An event as planning reads it. */
export interface LoggedEvent {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly name: string;
  readonly properties: JsonObject;
  readonly decisionId: string | null;
  /** Names of whoever it is of as a decision may have them: session, shopper, and tokens of both. */
  readonly units: readonly string[];
}

/** What was logged lately, for planning experiments; every read is bounded. */
export interface ExperimentHistory {
  /** Names of the latest events, in small letters: an event that comes seldom may be missing. */
  eventNames(workspaceId: string): Promise<ReadonlySet<string>>;
  /** Events of some names (case and spaces aside) since a time (milliseconds since 1970), the latest first. `isWhole` says that no limit cut them short. */
  events(
    workspaceId: string,
    query: { readonly names: readonly string[]; readonly since: number },
  ): Promise<{ readonly events: readonly LoggedEvent[]; readonly isWhole: boolean }>;
  /** What products cost in minor units; those without a cost are absent. */
  costs(
    workspaceId: string,
    productIds: readonly string[],
  ): Promise<ReadonlyMap<string, { readonly cost: number; readonly currency: string | null }>>;
}
