import type { Problem } from "@aisle/runtime/compile/problem";
import type { Edit } from "@aisle/runtime/graph/edit";
import type { Graph } from "@aisle/runtime/graph/graph";
import type { Json } from "@aisle/runtime/json";
import type { AuditActor } from "./audit.ts";
import type { Endpoint } from "./endpoint.ts";
import type { DraftEdit, DraftSummary, ListedPipeline, Pipeline } from "./pipeline.ts";
import type { ListedVersion, Version, VersionStatus } from "./version.ts";

/** What a change of a draft does: the new graph, and each edit that was applied, in order. */
export interface DraftWrite<T> {
  readonly graph: Graph;
  readonly edits: readonly { readonly editId: string; readonly edit: Edit }[];
  readonly result: T;
}

/** What became of a version that was to be published under an address. */
export type AddedVersion =
  /** `slug` is the pipeline's address: its own where an alias of it was asked for. */
  | { readonly ok: true; readonly number: number; readonly slug: string }
  /** The pipeline is gone, another one has the address, or the pipeline is live under `slug` and publishing moves nothing. */
  | { readonly ok: false; readonly why: "gone" | "taken" }
  | { readonly ok: false; readonly why: "fixed"; readonly slug: string };

/**
 * Pipelines, drafts, versions and endpoints as they are kept. Every call is limited to one workspace. What names who did it (`by`)
 * is written into the audit log in the transaction of the change.
 */
export interface PipelineRecords {
  /** The pipelines of a workspace, the one changed last first. */
  list(workspaceId: string): Promise<readonly ListedPipeline[]>;
  /** One pipeline as `list` has it. */
  listed(workspaceId: string, pipelineId: string): Promise<ListedPipeline | undefined>;
  /** A pipeline with its draft, pinned samples included. */
  find(workspaceId: string, pipelineId: string): Promise<Pipeline | undefined>;
  storeSummary(workspaceId: string, pipelineId: string, summary: DraftSummary): Promise<void>;
  create(
    workspaceId: string,
    pipeline: { readonly id: string; readonly name: string; readonly graph: Graph },
  ): Promise<void>;
  rename(workspaceId: string, pipelineId: string, name: string): Promise<boolean>;
  /** Marks it deleted and takes its endpoint down. */
  remove(by: AuditActor, pipelineId: string): Promise<boolean>;

  /**
   * Changes a draft under a row lock: `change` sees the newest graph and which of the given edit ids are stored already.
   * Edits get the next revisions; other editors are notified. `undefined` when there is no such pipeline. `withPins` says whether
   * `change` sees and may change pinned samples; without it those of nodes that it removes go, the others stay.
   */
  changeDraft<T>(
    workspaceId: string,
    pipelineId: string,
    author: string,
    editIds: readonly string[],
    withPins: boolean,
    change: (draft: Pipeline, stored: ReadonlyMap<string, number>) => DraftWrite<T>,
  ): Promise<{ readonly revision: number; readonly at: Date; readonly result: T } | undefined>;
  editsSince(workspaceId: string, pipelineId: string, revision: number): Promise<readonly DraftEdit[]>;
  /** Who made the last edit of each pipeline, by pipeline id. */
  lastEditors(workspaceId: string): Promise<ReadonlyMap<string, string | null>>;

  /**
   * Claims an address for a pipeline that has none any more: another one may have claimed it since its version failed. Nothing
   * where it has one.
   */
  claimAddress(
    workspaceId: string,
    pipelineId: string,
    slug: string,
  ): Promise<{ readonly ok: true } | Exclude<AddedVersion, { readonly ok: true }>>;
  /** Freezes a graph as the pipeline's next version; claims the address for a pipeline that is not live yet. */
  addVersion(
    by: AuditActor,
    version: {
      readonly id: string;
      readonly pipelineId: string;
      readonly slug: string;
      readonly graph: Graph;
      readonly name: string;
      readonly notes: string;
      readonly publishedBy: string;
      readonly draftRevision: number;
    },
  ): Promise<AddedVersion>;
  version(workspaceId: string, versionId: string): Promise<Version | undefined>;
  versions(workspaceId: string, pipelineId: string): Promise<readonly ListedVersion[]>;
  /** Versions of all workspaces that were frozen before a time and are neither ready nor failed, the oldest first. */
  unfinishedVersions(before: Date): Promise<readonly (ListedVersion & { readonly slug: string | null })[]>;
  setVersion(
    workspaceId: string,
    versionId: string,
    change: {
      readonly status: VersionStatus;
      readonly waitingFor?: string | null;
      readonly problems?: readonly Problem[];
      readonly report?: Json;
    },
  ): Promise<void>;

  /** False when there is no such version. */
  describeVersion(
    workspaceId: string,
    versionId: string,
    words: { readonly name: string; readonly notes: string },
  ): Promise<boolean>;

  /**
   * Makes a version the one that answers, in one statement; serving processes are notified. `publish` never puts a version in place
   * of a newer one that was published; `choose` does what a person asked for. `undefined` when the pipeline is gone, or has no
   * address.
   */
  activate(
    by: AuditActor,
    pipelineId: string,
    versionId: string,
    how: "publish" | "choose",
  ): Promise<{ readonly slug: string; readonly isLive: boolean } | undefined>;
  /** Gives a live pipeline another address; the old one stays as an alias that answers. */
  moveAddress(by: AuditActor, pipelineId: string, slug: string): Promise<"moved" | "taken" | "not-live">;
  /** Takes an alias away: its address answers no more. False when there is none. */
  removeAlias(by: AuditActor, pipelineId: string, slug: string): Promise<boolean>;
  endpoints(workspaceId: string): Promise<readonly Endpoint[]>;
  /** The nodes of each live version as `id:type`, sorted and joined by commas, by version id: what a template is recognised by. */
  liveNodes(workspaceId: string): Promise<ReadonlyMap<string, string>>;
}
