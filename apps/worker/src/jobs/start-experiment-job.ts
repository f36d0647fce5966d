import { checkArms } from "@aisle/app/experiments/check-arms";
import { type FollowDeps, followVersion } from "@aisle/app/experiments/follow-version";
import type { AisleJobs } from "@aisle/app/jobs/aisle-jobs";
import { builtInNodes } from "@aisle/nodes/built-in-nodes";
import type { JobHandlers } from "@aisle/platform/queue/job-worker";
import { oneRegistry } from "@aisle/runtime/node-sdk/registries";
import { makeRegistry } from "@aisle/runtime/node-sdk/registry";
import type { JobDeps } from "./job-deps.ts";

const registries = oneRegistry(makeRegistry(builtInNodes));

/**
 * Compiles, samples and warms the arms of an experiment on the version that is live, and starts it; the same for one that runs when
 * another version has become live: its arms are compiled again, or it stops and says why.
 */
export function startExperimentJob(deps: JobDeps): JobHandlers<AisleJobs>["start-experiment"] {
  return async ({ workspaceId, experimentId }, job) => {
    await job.progress(0.1, "Compiling the arms");
    const by = { workspaceId, userId: null, via: "job" } as const;
    const followed = await followVersion(by, experimentId, followDeps(deps, workspaceId, job.progress));
    await job.progress(1, "Done");
    return { experimentId, followed };
  };
}

/** After another version became live: what each experiment of the pipeline makes of it. */
export async function followAll(deps: JobDeps, workspaceId: string, pipelineId: string): Promise<void> {
  const by = { workspaceId, userId: null, via: "job" } as const;
  for (const { id, state } of await deps.experiments.active(workspaceId, pipelineId))
    if (state === "running") await followVersion(by, id, followDeps(deps, workspaceId));
}

function followDeps(
  { experiments, records, workspaces }: JobDeps,
  workspaceId: string,
  progress?: (share: number, note: string) => unknown,
): FollowDeps {
  return {
    records: experiments,
    async liveVersion(_workspaceId, pipelineId) {
      const endpoints = await records.endpoints(workspaceId);
      const endpoint = endpoints.find((candidate) => candidate.pipelineId === pipelineId);
      return endpoint && records.version(workspaceId, endpoint.activeVersionId);
    },
    async check(version, experiment, others) {
      // This process hears no notifications: what the checks run on must be as new as what will serve.
      const workspace = await workspaces.get(workspaceId);
      await Promise.all([workspace.refreshProducts(), workspace.refreshArtefacts()]);
      return checkArms(version, experiment, others, {
        version: (id) => records.version(workspaceId, id),
        registry: registries.for(workspaceId),
        facts: await workspaces.facts(workspaceId),
        capabilities: workspace.capabilities,
        onProgress: (done, total) => void progress?.(0.2 + (0.7 * done) / total, `Arm ${done + 1} of ${total}`),
      });
    },
    now: () => new Date(),
  };
}
