import type { VersionStatus } from "@aisle/contracts/version";
import type { Problem } from "@aisle/runtime/compile/problem";
import type { Graph } from "@aisle/runtime/graph/graph";
import type { JsonObject } from "@aisle/runtime/json";
import type { Person } from "../access/person.ts";
import type { ShelfItem } from "../previews/preview.ts";

export interface VersionRow {
  readonly id: string;
  readonly number: number;
  readonly name: string;
  readonly notes: string;
  readonly status: VersionStatus;
  /** Why it is not checked yet, while its job is tried again. */
  readonly waitingFor: string | null;
  readonly publishedBy: Person | null;
  readonly createdAt: string;
  readonly live: boolean;
}

/** A version with its graph and what its checks said. */
export interface VersionDetail extends VersionRow {
  readonly graph: Graph;
  readonly problems: readonly Problem[];
  /** What its sample requests gave when it was published; empty until it was checked. */
  readonly samples: readonly {
    readonly title: string;
    readonly ok: boolean;
    readonly words: string;
    readonly totalMs: number;
  }[];
}

/** One side of a comparison: a version by its id, the version that is live, the draft, or `arm:<experiment id>:<arm key>`. */
export type GraphChoice = "draft" | "live" | (string & {});

/** A graph that is compared, and which one it is; the draft has no version. */
export interface ComparedGraph {
  readonly version: Pick<VersionRow, "id" | "number" | "name" | "live"> | null;
  /** Set for an arm: what it is called, and how it is chosen. */
  readonly arm?: { readonly name: string; readonly choice: string };
  /** Revision of the draft, or the one that the version was frozen at. */
  readonly revision: number;
  readonly graph: Graph;
}

/** Two graphs of a pipeline, and who touched what between them. */
export interface GraphComparison {
  /** Null when nothing is live to compare with. */
  readonly before: ComparedGraph | null;
  readonly after: ComparedGraph;
  /** The newest touch by each key that edits touch, places aside. */
  readonly touches: readonly { readonly key: string; readonly author: Person; readonly at: string }[];
}

/** An experiment that runs, and what publishing the draft does to it: its arms go on, or it stops for these reasons. */
export interface ExperimentAtPublish {
  readonly id: string;
  readonly name: string;
  readonly reasons: readonly string[];
}

/** What a graph answered to a sample request. */
export interface SampleAnswer {
  readonly ok: boolean;
  /** How many products it answered with, or why it failed. */
  readonly words: string;
  readonly totalMs: number;
  readonly items: readonly ShelfItem[];
  readonly body: JsonObject | null;
}
