import type { AisleJobs } from "@aisle/app/jobs/aisle-jobs";
import { indexCatalogue } from "@aisle/platform/collections/index-catalogue";
import type { JobHandlers } from "@aisle/platform/queue/job-worker";
import type { Json } from "@aisle/runtime/json";
import type { JobDeps } from "./job-deps.ts";
import { throttled } from "./throttled.ts";

const stageShares = { reading: [0, 0.1], embedding: [0.1, 0.85], graph: [0.85, 1], done: [1, 1] } as const;
const stageLabels = {
  reading: "Reading products",
  embedding: "Embedding",
  graph: "Building the index",
  done: "Done",
} as const;

/** Makes the catalogue searchable by words and by meaning. */
export function indexCatalogueJob({ pool, workspaces }: JobDeps): JobHandlers<AisleJobs>["index-catalogue"] {
  return async ({ workspaceId }, job) => {
    const progress = throttled(job.progress);
    let share = 0;
    const deps = {
      pool,
      workspaceId,
      embed: await workspaces.embedder(),
      vectors: workspaces.vectors(workspaceId),
      blobs: workspaces.blobs,
    };
    const report = await indexCatalogue(deps, {
      signal: job.signal,
      onProgress: ({ stage, done, total }) => {
        // What is embedded is stored by then: an interrupted run goes on behind it.
        if (stage === "embedding" && done > 0) void job.advanced().catch(() => undefined);
        const [from, to] = stageShares[stage];
        share = from + ((to - from) * done) / Math.max(1, total);
        progress(share, `${stageLabels[stage]}: ${done} of ${total}`);
      },
      onWait: (message) => void job.progress(share, message),
    });
    return { index: report } as unknown as Json;
  };
}

/** Counts what is popular, and what goes together. */
export function indexEventsJob({ workspaces }: JobDeps): JobHandlers<AisleJobs>["index-events"] {
  return async ({ workspaceId }, job) => {
    const progress = throttled(job.progress);
    const report = await workspaces.indexEvents(workspaceId, { signal: job.signal, onProgress: progress });
    return { index: report } as unknown as Json;
  };
}
