import { followExperimentJob, startExperimentJob } from "@aisle/app/jobs/publish-options";
import { eachWorkspace } from "../each-workspace.ts";
import type { JobDeps } from "./job-deps.ts";

const everyMs = 60_000;

type WatchDeps = Pick<JobDeps, "experiments" | "records" | "queue" | "workspaces">;

/**
 * Finds experiments that are starting without a job, and ones that run on a version that is not live any more, such as after a
 * rollback or a kill in between, and queues the job that brings them in line. At the start of the job process and once a minute.
 */
export class ExperimentWatch {
  readonly #deps: WatchDeps;
  readonly #onError: (error: unknown) => void;
  #timer: NodeJS.Timeout | undefined;
  #polling: Promise<void> | undefined;

  constructor(deps: WatchDeps, onError: (error: unknown) => void) {
    this.#deps = deps;
    this.#onError = onError;
  }

  start(): void {
    const poll = () => {
      this.#polling ??= this.poll()
        .catch(this.#onError)
        .finally(() => {
          this.#polling = undefined;
        });
    };
    poll();
    this.#timer = setInterval(poll, everyMs);
  }

  stop(): void {
    clearInterval(this.#timer);
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
