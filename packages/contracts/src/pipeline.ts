import type { Edit } from "@aisle/runtime/graph/edit";
import type { Graph } from "@aisle/runtime/graph/graph";

/** A pipeline with its draft. */
export interface Pipeline {
  readonly id: string;
  readonly workspaceId: string;
  readonly name: string;
  readonly slug: string | null;
  readonly graph: Graph;
  readonly revision: number;
  readonly updatedAt: Date;
}

/** What lists say of a draft. */
export interface DraftSummary {
  /** What it was made of: the draft's revision, the live version, and what is known of the world outside. */
  readonly of: string;
  readonly nodes: number;
  /** Errors that block publishing. */
  readonly problems: number;
  /** Changes against the live version. */
  readonly changes: number;
  /** Collections that its nodes ask for. */
  readonly collections: readonly string[];
}

/** A pipeline as lists show it: without its graph. */
export interface ListedPipeline extends Omit<Pipeline, "graph"> {
  /** Earlier addresses that still answer. */
  readonly aliases: readonly string[];
  readonly live: { readonly versionId: string; readonly number: number } | null;
  /** Absent until it was first made; `of` says whether it is still true. */
  readonly summary?: DraftSummary;
}

/** An edit of a draft as it is stored, in the order of its revision. */
export interface DraftEdit {
  readonly revision: number;
  readonly editId: string;
  readonly edit: Edit;
  readonly author: string | null;
  readonly at: Date;
}
