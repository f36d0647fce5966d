import type { Decision, DecisionOutcome } from "./decision.ts";

/** Which decisions of an endpoint to show; all conditions must hold. */
export interface DecisionQuery {
  readonly endpoint?: string;
  readonly outcomes?: readonly DecisionOutcome[];
  /** Only those that took at least this long. */
  readonly minMs?: number;
  /** Milliseconds since 1970, both ends included. */
  readonly since?: number;
  readonly until?: number;
  /** Only older ones than this decision: the last of the page before. */
  readonly before?: { readonly at: number; readonly id: string };
  readonly limit: number;
}

/** Requests of an endpoint over some time. */
export interface EndpointTotals {
  readonly requests: number;
  readonly errors: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Requests of one step of time; `null` where none came. */
export interface TrafficPoint {
  readonly at: number;
  readonly requests: number;
  readonly errors: number;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
}

/** The decision log as it is read; a decision shows there about a second after it was made. */
export interface DecisionReads {
  get(workspaceId: string, id: string): Promise<Decision | undefined>;
  /** The latest first. */
  latest(workspaceId: string, query: DecisionQuery): Promise<readonly Decision[]>;
  /** Decisions that show an item, among the latest `maxChecked` under all conditions, and how many were checked. */
  showing(
    workspaceId: string,
    query: DecisionQuery & { readonly item: string; readonly maxChecked: number },
  ): Promise<{ readonly found: readonly Decision[]; readonly checked: number }>;
  /** Requests of an endpoint, or of several as one, in equal steps from `since` to `until` (milliseconds since 1970), oldest first; samples are not counted. */
  traffic(
    workspaceId: string,
    query: {
      readonly endpoint: string | readonly string[];
      readonly since: number;
      readonly until: number;
      readonly stepMs: number;
    },
  ): Promise<readonly TrafficPoint[]>;
  /** Requests of every endpoint in equal steps, oldest first; an endpoint without any is absent. Samples are not counted. */
  requestCounts(
    workspaceId: string,
    query: { readonly since: number; readonly until: number; readonly stepMs: number },
  ): Promise<ReadonlyMap<string, readonly number[]>>;
  /** Whether any request that counts came to one of these addresses; samples do not count. */
  hasTraffic(workspaceId: string, endpoints: readonly string[]): Promise<boolean>;
  /** What every endpoint answered from `since` to `until`, to the minute; an endpoint without requests is absent. */
  totals(
    workspaceId: string,
    query: { readonly since: number; readonly until: number },
  ): Promise<ReadonlyMap<string, EndpointTotals>>;
}
