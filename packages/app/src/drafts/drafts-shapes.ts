import type { Edit } from "@aisle/runtime/graph/edit";
import type { Graph } from "@aisle/runtime/graph/graph";
import type { Person } from "../access/person.ts";

/** The draft of a pipeline, as an editor opens it. */
export interface Draft {
  readonly pipelineId: string;
  readonly name: string;
  readonly slug: string | null;
  readonly graph: Graph;
  readonly revision: number;
  readonly savedAt: string;
  readonly live: { readonly versionId: string; readonly number: number } | null;
  readonly changesSinceLive: number;
  /** Sample requests that name what is gone with the demo shop, with the shop's own in its place. */
  readonly ownSamples: Graph["samples"];
}

/** An edit on its way in. The id is made by the client, so that a repeat after a lost answer changes nothing. */
export interface SentEdit {
  readonly editId: string;
  readonly edit: Edit;
}

export interface AppliedEdits {
  readonly revision: number;
  readonly savedAt: string;
  readonly applied: readonly { readonly editId: string; readonly revision: number }[];
  /** Kept aside: the target is gone or the edit no longer fits. */
  readonly refused: readonly { readonly editId: string; readonly reason: string }[];
}

/** One edit that the server put in order. */
export interface DraftChange {
  readonly revision: number;
  readonly editId: string;
  readonly edit: Edit;
  readonly author: Person;
  readonly at: string;
}

/** What an open canvas says of a pipeline besides its graph. */
export interface AboutPipeline {
  readonly name: string;
  readonly slug: string | null;
  readonly live: { readonly versionId: string; readonly number: number } | null;
}

/** What the stream of a draft carries: everyone's edits, and what changed about the pipeline. */
export type DraftNews = DraftChange | { readonly about: AboutPipeline };
