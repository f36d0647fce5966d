import type { AuditActor } from "./audit.ts";

/** Requests of an address on a day of the workspace, `YYYY-MM-DD`; samples are not counted. */
export interface RequestsOfDay {
  readonly day: string;
  readonly endpoint: string;
  readonly answered: number;
  readonly fellBack: number;
  readonly failed: number;
  readonly refused: number;
  readonly suspended: number;
}

/** What followed the answers of an address on a day: orders whose events carry the id of one of its decisions. */
export interface SalesOfDay {
  readonly day: string;
  readonly endpoint: string;
  /** ISO 4217 code; null where events name none. Values of two are never added. */
  readonly currency: string | null;
  readonly orders: number;
  /** What they were worth when they were placed. */
  readonly valueMinor: number;
  /** Orders of which something came back, whenever it did, and what it was worth. */
  readonly returns: number;
  readonly returnedMinor: number;
}

/** What a language model was asked in some time. */
export interface ModelUse {
  /** Address of the endpoint; null for what people asked in the studio. */
  readonly endpoint: string | null;
  readonly model: string;
  readonly questions: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** Who is held out of an endpoint, and which of its versions answers them. */
export interface HoldoutSetting {
  readonly pipelineId: string;
  /** Share of units, above 0 and at most 0.5. */
  readonly share: number;
  readonly versionId: string;
  readonly since: Date;
}

/** Counts of days behind the value page, and the holdouts of endpoints; every read is bounded by the days that it names. */
export interface ValueRecords {
  /** The first day with a request; null before any. */
  firstDay(workspaceId: string): Promise<string | null>;
  /** Days from `from` on, `until` left out. */
  requests(workspaceId: string, from: string, until: string): Promise<readonly RequestsOfDay[]>;
  /** Those of a demo shop only while it is there. */
  sales(workspaceId: string, from: string, until: string): Promise<readonly SalesOfDay[]>;
  modelUse(workspaceId: string, from: string, until: string): Promise<readonly ModelUse[]>;
  holdouts(workspaceId: string): Promise<readonly HoldoutSetting[]>;
  /** Sets it, or takes it away where there is none; the audit log says so. */
  setHoldout(
    by: AuditActor,
    pipelineId: string,
    holdout: { readonly share: number; readonly versionId: string } | null,
  ): Promise<void>;
}
