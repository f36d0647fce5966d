import type { JobName } from "@aisle/app/jobs/aisle-jobs";
import { hasUnfolded } from "@aisle/platform/experiments/foldable-experiments";
import { eachWorkspace } from "../each-workspace.ts";
import type { JobDeps } from "./job-deps.ts";
import { RepeatedPoll } from "./repeated-poll.ts";

const everyMs = 60_000;
const firstMs = 15_000;
const newestJobs = 500;
const name: JobName = "fold-experiments";

type FoldWatchDeps = Pick<JobDeps, "pool" | "queue"> & { readonly workspaces: Pick<JobDeps["workspaces"], "ids"> };

/** Looks once a minute whether something came in for experiments that run or just stopped, and queues the job that folds it. */
export class FoldWatch extends RepeatedPoll {
  readonly #deps: FoldWatchDeps;

  constructor(deps: FoldWatchDeps, onError: (error: unknown) => void) {
    super(onError, firstMs);
    this.#deps = deps;
  }

  async poll(): Promise<void> {
    const { pool, queue, workspaces } = this.#deps;
    const now = Date.now();
    await eachWorkspace(await workspaces.ids(), async (workspaceId) => {
      if (!(await hasUnfolded(pool, workspaceId, now))) return;
      const jobs = await queue.list(newestJobs, ["waiting", "delayed", "running"]);
      if (jobs.some((job) => job.name === name && job.payload.workspaceId === workspaceId)) return;
      // One a minute, however many processes look.
      await queue.add(name, { workspaceId }, { jobId: `${name}-${workspaceId}-${Math.floor(now / everyMs)}` });
    });
  }
}
