import type { Problem } from "@aisle/runtime/compile/problem";
import type { Graph } from "@aisle/runtime/graph/graph";
import type { Json } from "@aisle/runtime/json";
import { z } from "zod";

/** How far the checks of a version are. */
export const versionStatus = z.enum(["queued", "checking", "ready", "failed"]);
export type VersionStatus = z.infer<typeof versionStatus>;

/** A draft that was frozen, and what its checks said. */
export interface Version {
  readonly id: string;
  readonly workspaceId: string;
  readonly pipelineId: string;
  readonly number: number;
  readonly graph: Graph;
  readonly name: string;
  readonly notes: string;
  readonly status: VersionStatus;
  /** Why it is not checked yet, while its job is tried again. */
  readonly waitingFor: string | null;
  readonly problems: readonly Problem[];
  readonly report: Json;
  readonly publishedBy: string | null;
  /** Revision of the draft that it was frozen at. */
  readonly draftRevision: number;
  readonly createdAt: Date;
}

/** A version as lists show it: without its graph and what its checks said. */
export type ListedVersion = Omit<Version, "graph" | "problems" | "report">;
