import type { StudioServices } from "../studio-services.ts";
import type { DraftSummaries } from "./draft-summaries.ts";
import type { QueuedJob, StudioDeps } from "./studio-deps.ts";

const newestJobs = 200;
const building: ReadonlySet<QueuedJob["state"]> = new Set(["waiting", "delayed", "running"]);

/** The collections that pipelines search in, and building them anew. */
export function collectionService(
  deps: StudioDeps,
  summaries: DraftSummaries,
): Pick<StudioServices, "listCollections" | "rebuildCollections"> {
  const runningJob = async (workspaceId: string) =>
    (await deps.jobs.list(newestJobs)).find(
      ({ name, payload, state }) =>
        name === "index-catalogue" && payload.workspaceId === workspaceId && building.has(state),
    );
  return {
    async listCollections({ workspaceId }) {
      const [collections, pipelines, job] = await Promise.all([
        deps.shop.collections(workspaceId),
        deps.records.list(workspaceId),
        runningJob(workspaceId),
      ]);
      const known = await summaries.of(workspaceId, pipelines);
      return collections.map(({ name, embedder, dimension, count, status, updatedAt, problem, building }) => ({
        name,
        embedder,
        dimension,
        count,
        status,
        problem,
        building,
        updatedAt: updatedAt.toISOString(),
        pipelines: pipelines
          .filter(({ id }) => known.get(id)?.collections.includes(name))
          .map(({ id, name: title }) => ({ id, name: title })),
        jobId: job?.id ?? null,
      }));
    },
    async rebuildCollections({ workspaceId }) {
      const job = await runningJob(workspaceId);
      return { jobId: job?.id ?? (await deps.jobs.add("index-catalogue", { workspaceId })) };
    },
  };
}
