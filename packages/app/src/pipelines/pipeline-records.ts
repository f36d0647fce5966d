import type { Problem } from "@aisle/runtime/compile/problem";
import type { Edit } from "@aisle/runtime/graph/edit";
import type { Graph } from "@aisle/runtime/graph/graph";
import type { Json } from "@aisle/runtime/json";

/** A pipeline with its draft. */
export interface PipelineRecord {
  readonly id: string;
  readonly workspaceId: string;
  readonly name: string;
  readonly slug: string | null;
  readonly graph: Graph;
  readonly revision: number;
  readonly updatedAt: Date;
}

export type VersionStatus = "queued" | "checking" | "ready" | "failed";

export interface VersionRecord {
  readonly id: string;
  readonly workspaceId: string;
  readonly pipelineId: string;
  readonly number: number;
  readonly graph: Graph;
  readonly name: string;
  readonly notes: string;
  readonly status: VersionStatus;
  readonly problems: readonly Problem[];
  readonly report: Json;
  readonly publishedBy: string | null;
  /** Revision of the draft that it was frozen at. */
  readonly draftRevision: number;
  readonly createdAt: Date;
}

/** Which version answers under a slug. */
export interface EndpointRecord {
  readonly workspaceId: string;
  readonly slug: string;
  readonly pipelineId: string;
  readonly activeVersionId: string;
  readonly updatedAt: Date;
}

export interface DraftEditRecord {
  readonly revision: number;
  readonly editId: string;
  readonly edit: Edit;
  readonly author: string | null;
  readonly at: Date;
}

/** What a change of a draft does: the new graph, and each edit that was applied, in order. */
export interface DraftWrite<T> {
  readonly graph: Graph;
  readonly edits: readonly { readonly editId: string; readonly edit: Edit }[];
  readonly result: T;
}

/** Pipelines, drafts, versions and endpoints as they are kept. Every call is limited to one workspace. */
export interface PipelineRecords {
  list(workspaceId: string): Promise<readonly PipelineRecord[]>;
  find(workspaceId: string, pipelineId: string): Promise<PipelineRecord | undefined>;
  create(
    workspaceId: string,
    pipeline: { readonly id: string; readonly name: string; readonly graph: Graph },
  ): Promise<void>;
  rename(workspaceId: string, pipelineId: string, name: string): Promise<boolean>;
  /** Marks it deleted and takes its endpoint down. */
  remove(workspaceId: string, pipelineId: string): Promise<boolean>;

  /**
   * Changes a draft under a row lock: `change` sees the newest graph and which of the given edit ids are stored already.
   * Edits get the next revisions; other editors are told. `undefined` when there is no such pipeline.
   */
  changeDraft<T>(
    workspaceId: string,
    pipelineId: string,
    author: string,
    editIds: readonly string[],
    change: (draft: PipelineRecord, stored: ReadonlyMap<string, number>) => DraftWrite<T>,
  ): Promise<{ readonly revision: number; readonly at: Date; readonly result: T } | undefined>;
  editsSince(workspaceId: string, pipelineId: string, revision: number): Promise<readonly DraftEditRecord[]>;
  /** Who made the last edit of each pipeline, by pipeline id. */
  lastEditors(workspaceId: string): Promise<ReadonlyMap<string, string | null>>;

  /** Freezes a graph as the pipeline's next version; claims the slug for it, or returns undefined when another has it. */
  addVersion(version: {
    readonly id: string;
    readonly workspaceId: string;
    readonly pipelineId: string;
    readonly slug: string;
    readonly graph: Graph;
    readonly name: string;
    readonly notes: string;
    readonly publishedBy: string;
    readonly draftRevision: number;
  }): Promise<{ readonly number: number } | undefined>;
  version(workspaceId: string, versionId: string): Promise<VersionRecord | undefined>;
  versions(workspaceId: string, pipelineId: string): Promise<readonly VersionRecord[]>;
  setVersion(
    workspaceId: string,
    versionId: string,
    change: { readonly status: VersionStatus; readonly problems?: readonly Problem[]; readonly report?: Json },
  ): Promise<void>;

  /** False when there is no such version. */
  describeVersion(
    workspaceId: string,
    versionId: string,
    words: { readonly name: string; readonly notes: string },
  ): Promise<boolean>;

  /** Makes a version the one that answers; serving processes are told. */
  activate(workspaceId: string, slug: string, pipelineId: string, versionId: string): Promise<void>;
  endpoints(workspaceId: string): Promise<readonly EndpointRecord[]>;
}
