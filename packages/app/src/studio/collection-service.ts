import type { StudioServices } from "../studio-services.ts";
import type { QueuedJob, StudioDeps } from "./studio-deps.ts";

const newestJobs = 200;
const building: ReadonlySet<QueuedJob["state"]> = new Set(["waiting", "delayed", "running"]);

/** The collections that pipelines search in, and building them anew. */
export function collectionService(deps: StudioDeps): Pick<StudioServices, "listCollections" | "rebuildCollections"> {
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
      return collections.map(({ name, embedder, dimension, count, status, updatedAt, problem }) => ({
        name,
        embedder,
        dimension,
        count,
        status,
        problem,
        updatedAt: updatedAt.toISOString(),
        pipelines: pipelines
          .filter(({ graph }) => graph.nodes.some((node) => asks(deps, node, name)))
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

/** Whether a node's config names the collection, by itself or by its default. */
function asks(
  { registry }: StudioDeps,
  node: { readonly type: string; readonly config: { readonly [field: string]: unknown } },
  collection: string,
): boolean {
  const defaults = registry.manifests.get(node.type)?.defaults as { readonly [field: string]: unknown } | undefined;
  return (node.config.collection ?? defaults?.collection) === collection;
}
