import { popularityArtefact } from "@aisle/platform/artefacts/index-events";
import type { JobDeps } from "./job-deps.ts";

/**
 * Queues the indexing of a workspace's events. The job's id names the version that it makes, so that there is one job for
 * it however many processes ask and however often: none piles up behind a slow one. One that failed is tried again.
 */
export async function queueEventIndex(
  { queue, workspaces }: Pick<JobDeps, "queue" | "workspaces">,
  workspaceId: string,
): Promise<string> {
  const last = await workspaces.artefacts.newestOf(workspaceId, popularityArtefact);
  let jobId = `index-events-${workspaceId}-${(last?.version ?? 0) + 1}`;
  for (;;) {
    const known = await queue.get(jobId);
    if (known === undefined) return queue.add("index-events", { workspaceId }, { jobId });
    if (known.state === "failed" || known.state === "cancelled") {
      // Another process may have been quicker.
      await queue.retry(jobId).catch(() => undefined);
      return jobId;
    }
    if (known.state !== "completed") return jobId;
    // It made this version, and its artefact is gone since.
    jobId = `index-events-${workspaceId}-${(last?.version ?? 0) + 1}-${known.finishedAt ?? known.createdAt}`;
  }
}
