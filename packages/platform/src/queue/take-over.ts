import type { BullQueue } from "./bull-classes.ts";
import { runOf } from "./interruptions.ts";
import { isOwnerGone } from "./job-owner.ts";

/** How long a job's lock lasts without being renewed, by the clock of whoever looks at it. */
export const defaultTakeOverMs = 30_000;

const maxRunning = 1000;

/**
 * Gives back the jobs whose processes are known to be gone, so that they need not wait until their locks run out. Nothing is done
 * to a job whose lock another worker holds by now.
 */
export async function releaseInterrupted(queue: BullQueue, onError: (error: Error) => void): Promise<void> {
  const running = await queue.getJobs(["active"], 0, maxRunning, true);
  for (const job of running.filter(Boolean)) {
    const owner = runOf(job.progress)?.owner;
    if (owner === undefined || !isOwnerGone(owner)) continue;
    await job.moveToWait(owner.token).catch(onError);
  }
}
