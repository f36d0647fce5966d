import type { JobDeps } from "./job-deps.ts";

const newestJobs = 500;

/** Queues the indexing of a workspace's catalogue, unless one waits already: that one will see everything of now. */
export async function queueCatalogueIndex({ queue }: Pick<JobDeps, "queue">, workspaceId: string): Promise<string> {
  const waiting = await queue.list(newestJobs, ["waiting", "delayed"]);
  const known = waiting.find((job) => job.name === "index-catalogue" && job.payload.workspaceId === workspaceId);
  return known?.id ?? queue.add("index-catalogue", { workspaceId });
}
