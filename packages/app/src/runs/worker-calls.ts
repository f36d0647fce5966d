import type { Problem } from "@aisle/runtime/compile/problem";
import type { Edit } from "@aisle/runtime/graph/edit";
import type { GraphSample } from "@aisle/runtime/graph/graph";
import type { Json, JsonObject } from "@aisle/runtime/json";
import type { Caller } from "../access/caller.ts";
import type { TryItAnswer } from "../endpoints/endpoints-shapes.ts";
import type { LoggedRequest, ReplayDetail, ReplayedPackage } from "../replays/replay-requests.ts";
import type { SampleAnswer } from "../versions/versions-shapes.ts";
import type { FieldTrial, NearProducts, PortSample, ProductStory, RunReport } from "./runs-shapes.ts";

/** A run of a draft that the serving process keeps. */
interface RunOf {
  readonly workspaceId: string;
  readonly pipelineId: string;
  readonly runId: string;
}

/** What the studio asks of a serving process over the internal, authenticated way. */
export interface WorkerCalls {
  run(input: {
    readonly workspaceId: string;
    readonly pipelineId: string;
    readonly request: JsonObject;
    readonly upTo?: string;
    readonly from?: { readonly node: string; readonly runId: string };
  }): Promise<RunReport>;
  why(input: RunOf & { readonly productId: string }): Promise<ProductStory>;
  sample(input: RunOf & { readonly port: string }): Promise<PortSample>;
  near(input: RunOf & { readonly port: string }): Promise<NearProducts>;
  tryField(
    input: Omit<RunOf, "runId"> & {
      readonly runId?: string;
      readonly node: string;
      readonly path: readonly (string | number)[];
      readonly text: string;
    },
  ): Promise<FieldTrial>;
  check(input: {
    readonly workspaceId: string;
    readonly pipelineId: string;
  }): Promise<{ readonly revision: number; readonly problems: readonly Problem[] }>;
  /** Runs a sample request on the draft, or on a version of the pipeline, changed by the edits of an experiment's arm. */
  answerSample(input: {
    readonly workspaceId: string;
    readonly pipelineId: string;
    readonly versionId?: string;
    readonly edits?: readonly Edit[];
    readonly sample: GraphSample;
  }): Promise<SampleAnswer>;
  /**
   * Answers up to 20 logged requests by a version and by the draft at a revision, as many as there is time for; throws
   * `graph.revision-gone` when the draft is another one by now.
   */
  replay(
    input: {
      readonly workspaceId: string;
      readonly pipelineId: string;
      readonly versionId: string;
      readonly revision: number;
      readonly requests: readonly LoggedRequest[];
      readonly detail: ReplayDetail;
    },
    signal?: AbortSignal,
  ): Promise<ReplayedPackage>;
  checkConfig(input: {
    readonly workspaceId: string;
    readonly type: string;
    readonly config: JsonObject;
  }): Promise<readonly { readonly path: string; readonly message: string }[]>;
  tryIt(
    by: Pick<Caller, "workspaceId" | "userId">,
    slug: string,
    body: Json,
  ): Promise<Pick<TryItAnswer, "status" | "totalMs" | "body">>;
}
