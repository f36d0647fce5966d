import type { AuditActor } from "./audit.ts";
import type { MonitorReading, MonitorReference } from "./monitor-reading.ts";
import type { MonitorSubject } from "./monitor-source.ts";

/** What people set of a subject's monitors. */
export interface MonitorSettings {
  /** Sizes from which on a change counts, by monitor, in the units of its measure. */
  readonly limits: { readonly [monitor: string]: number };
  /** Null for the usual one. */
  readonly reference: MonitorReference | null;
}

/** A reading without its scores, and of each score what a calendar needs. */
export interface MonitorSummary extends Omit<MonitorReading, "scores" | "explanations"> {
  readonly scores: readonly (Pick<MonitorReading["scores"][number], "monitor" | "limit" | "past"> & {
    /** The figure of its reference. */
    readonly before: number | null;
  })[];
}

/** What monitors of a workspace found last, and what people set of them. */
export interface MonitorRecords {
  /** When decisions and events were folded last, milliseconds since 1970; null before the first time. */
  foldedAt(workspaceId: string): Promise<number | null>;
  summaries(workspaceId: string): Promise<readonly MonitorSummary[]>;
  reading(workspaceId: string, subject: MonitorSubject): Promise<MonitorReading | undefined>;
  settings(workspaceId: string, subject: MonitorSubject): Promise<MonitorSettings>;
  /** Null takes a limit back to the learned one. */
  setLimit(by: AuditActor, subject: MonitorSubject, monitor: string, size: number | null): Promise<void>;
  setReference(by: AuditActor, subject: MonitorSubject, reference: MonitorReference | null): Promise<void>;
}
