import type { JobName } from "@aisle/app/jobs/aisle-jobs";
import { hasUnfolded } from "@aisle/platform/experiments/foldable-experiments";
import { hasUnmonitored } from "@aisle/platform/monitors/has-unmonitored";
import { eachWorkspace } from "../each-workspace.ts";
import type { JobDeps } from "./job-deps.ts";
import { RepeatedPoll } from "./repeated-poll.ts";

const minuteMs = 60_000;
const newestJobs = 500;

type FoldWatchDeps = Pick<JobDeps, "pool" | "queue"> & { readonly workspaces: Pick<JobDeps["workspaces"], "ids"> };

/** Which job folds what, and how often at most. */
export interface WatchedFold {
  readonly name: Extract<JobName, "fold-experiments" | "fold-monitors">;
  readonly everyMs: number;
  readonly firstMs: number;
  /** Whether anything came in that is not folded. */
  readonly isDue: (pool: JobDeps["pool"], workspaceId: string, now: number) => Promise<boolean>;
}

/** Experiments that run or just stopped. */
export const experimentFold: WatchedFold = {
  name: "fold-experiments",
  everyMs: minuteMs,
  firstMs: 15_000,
  isDue: hasUnfolded,
};
/** What is monitored: a shop's own programs do not wait for it. */
export const monitorFold: WatchedFold = {
  name: "fold-monitors",
  everyMs: 5 * minuteMs,
  firstMs: 45_000,
  isDue: (pool, workspaceId) => hasUnmonitored(pool, workspaceId),
};

/** Looks once a minute whether something came in, and queues the job that folds it. */
export class FoldWatch extends RepeatedPoll {
  readonly #deps: FoldWatchDeps;
  readonly #fold: WatchedFold;

  constructor(fold: WatchedFold, deps: FoldWatchDeps, onError: (error: unknown) => void) {
    super(onError, fold.firstMs);
    this.#deps = deps;
    this.#fold = fold;
  }

  async poll(): Promise<void> {
    const { pool, queue, workspaces } = this.#deps;
    const { name, everyMs, isDue } = this.#fold;
    const now = Date.now();
    await eachWorkspace(await workspaces.ids(), async (workspaceId) => {
      const jobId = `${name}-${workspaceId}-${Math.floor(now / everyMs)}`;
      if (everyMs > minuteMs && (await queue.get(jobId)) !== undefined) return;
      if (!(await isDue(pool, workspaceId, now))) return;
      const jobs = await queue.list(newestJobs, ["waiting", "delayed", "running"]);
      if (jobs.some((job) => job.name === name && job.payload.workspaceId === workspaceId)) return;
      // One in that time, however many processes look.
      await queue.add(name, { workspaceId }, { jobId });
    });
  }
}

/** The watches of all folds. */
export const foldWatches = (deps: FoldWatchDeps, onError: (error: unknown) => void): readonly FoldWatch[] =>
  [experimentFold, monitorFold].map((fold) => new FoldWatch(fold, deps, onError));
