import type { Person } from "../access/person.ts";

/** A pipeline in a list. Times of all shapes are ISO 8601, UTC. */
export interface PipelineRow {
  readonly id: string;
  readonly name: string;
  /** The endpoint that it answers at, once published. */
  readonly slug: string | null;
  /** Earlier addresses that still answer. */
  readonly aliases: readonly string[];
  readonly draftRevision: number;
  readonly updatedAt: string;
  readonly updatedBy: Person | null;
  readonly live: { readonly versionId: string; readonly number: number } | null;
  /** Edits to the draft since the live version was frozen; all of them when nothing is live. */
  readonly changesSinceLive: number;
  readonly nodeCount: number;
  readonly problemCount: number;
  /** Requests in the last 24 hours by hour, oldest first; empty while nothing is live. */
  readonly requestsByHour: readonly number[];
}
