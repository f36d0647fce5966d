import { followExperimentJob, startExperimentJob } from "@aisle/app/jobs/publish-options";
import { eachWorkspace } from "../each-workspace.ts";
import type { JobDeps } from "./job-deps.ts";
import { RepeatedPoll } from "./repeated-poll.ts";

type WatchDeps = Pick<JobDeps, "experiments" | "records" | "queue" | "workspaces">;

/**
 * Finds experiments that are starting without a job, and ones that run on a version that is not live any more, such as after a
 * rollback or a kill in between, and queues the job that brings them in line. At the start of the job process and once a minute.
 */
export class ExperimentWatch extends RepeatedPoll {
  readonly #deps: WatchDeps;

  constructor(deps: WatchDeps, onError: (error: unknown) => void) {
    super(onError);
    this.#deps = deps;
  }

  async poll(): Promise<void> {
    const { experiments, records, queue, workspaces } = this.#deps;
    await eachWorkspace(await workspaces.ids(), async (workspaceId) => {
      const active = await experiments.active(workspaceId);
      if (active.length === 0) return;
      const endpoints = await records.endpoints(workspaceId);
      const live = new Map(endpoints.map((one) => [one.pipelineId, one.activeVersionId]));
      for (const { id, state, pipelineId, versionId, revision } of active) {
        if (pipelineId === null) continue;
        const liveVersion = live.get(pipelineId);
        if (state === "running" && liveVersion === versionId) continue;
        const options =
          state === "running"
            ? followExperimentJob(id, revision, liveVersion ?? "none")
            : startExperimentJob(id, revision);
        await queue.add("start-experiment", { workspaceId, experimentId: id }, options);
      }
    });
  }
}
