import {
  type Job,
  type JobEvent,
  type JobPayload,
  type JobProgress,
  type JobState,
  type Jobs,
  type JobTypes,
  jobState,
} from "@aisle/contracts/job";
import { AisleError } from "@aisle/runtime/errors";
import type { Json } from "@aisle/runtime/json";
import type { Job as BullJob } from "bullmq";
import { storableText } from "../catalogue/storable-text.ts";
import { type BullState, bullClasses, type QueueSettings } from "./bull-classes.ts";
import { runOf } from "./interruptions.ts";
import { isOwnerGone } from "./job-owner.ts";
import { storableValue } from "./storable-outcome.ts";
import { defaultTakeOverMs } from "./take-over.ts";

/** A lock, and the pause between checks of locks that have run out. */
const maxReleaseS = Math.ceil((1.5 * defaultTakeOverMs) / 1000);
const maxPayloadBytes = 32_768;
const daySeconds = 86_400;

/** The reason that a cancelled job carries. */
export const cancelled = "cancelled";

/** The jobs of a queue, seen from those who give and watch them. */
export interface JobQueue<Types extends JobTypes> extends Jobs<Types> {
  /** Calls the listener for what happens to any job, in whatever process; returns a function that stops it. */
  watch(listener: (event: JobEvent) => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

/** Opens the queue; connection losses are reported to `onError` and fixed by the queue itself. */
export function openJobQueue<Types extends JobTypes>(
  settings: QueueSettings,
  onError: (error: Error) => void = () => undefined,
): JobQueue<Types> {
  const classes = bullClasses(settings);
  const queue = classes.queue();
  queue.on("error", onError);
  // An id that the server cannot even compare is one that it does not have.
  const lookUp = async (id: string) => (storableText(id) === id ? queue.getJob(id) : undefined);
  const find = async (id: string) => {
    const job = await lookUp(id);
    if (!job) throw new AisleError("job.not-found", `There is no job ${id}.`, { id });
    return job;
  };
  return {
    async add(name, payload, { jobId, delayMs, attempts = 3 } = {}) {
      refuseLargePayload(name, payload);
      const job = await queue.add(name, storableValue(payload), {
        ...(jobId === undefined ? {} : { jobId }),
        ...(delayMs === undefined ? {} : { delay: delayMs }),
        attempts,
        backoff: { type: "exponential", delay: 1000, jitter: 0.3 },
        removeOnComplete: { age: 30 * daySeconds, count: 2000 },
        removeOnFail: { age: 90 * daySeconds, count: 2000 },
      });
      return job.id!;
    },
    async get(id) {
      const job = await lookUp(id);
      const state = await job?.getState();
      // Removed between the two reads.
      if (job === undefined || state === undefined || state === "unknown") return undefined;
      return statusOf(job, stateOf(job, state));
    },
    async list(limit, states = jobState.options) {
      const queried = [...new Set(states.flatMap((state) => bullStates[state]))];
      const jobs = await Promise.all(
        queried.map(async (from) => {
          const found = await queue.getJobs([from], 0, limit - 1, false);
          return found.filter(Boolean).map((job) => statusOf(job, stateOf(job, from)));
        }),
      );
      const all = jobs.flat().filter((job) => states.includes(job.state));
      return all.sort((a, b) => b.createdAt - a.createdAt).slice(0, limit);
    },
    async cancel(id) {
      const job = await find(id);
      const state = stateOf(job, await job.getState());
      if (state === "completed" || state === "failed" || state === "cancelled") return false;
      if (state !== "running") {
        const removed = await job.remove().then(
          () => true,
          () => false,
        );
        if (removed) return true;
        // A worker has just claimed it.
      }
      await classes.requestCancel(id);
      return true;
    },
    async retry(id) {
      const job = await find(id);
      let failure: unknown;
      // Somebody else may retry it at the same moment, and by now it may have failed again.
      for (let attempt = 0; attempt < 3; attempt++) {
        const bullState = await job.getState();
        const state = stateOf(job, bullState);
        if (state === "waiting" || state === "delayed" || state === "running") return;
        if (bullState !== "failed")
          throw new AisleError("job.not-failed", `The job is ${state}: only a failed or cancelled one can run again.`, {
            id,
          });
        // What its runs left there does not count against the new one.
        await job.updateProgress(0);
        try {
          await job.retry("failed", { resetAttemptsMade: true });
          return;
        } catch (error) {
          failure = error;
        }
      }
      throw failure;
    },
    async watch(listener) {
      const events = classes.events();
      events.onError(onError);
      events.on("waiting", (id) => listener({ id, kind: "waiting" }));
      events.on("active", (id) => listener({ id, kind: "running" }));
      events.on("completed", (id) => listener({ id, kind: "completed" }));
      events.on("failed", (id) => listener({ id, kind: "failed" }));
      events.onProgress((id, progress) => listener({ id, kind: "progress", progress: progressOf(progress) }));
      await events.ready();
      return () => events.close();
    },
    close: () => queue.close(),
  };
}

const bullStates: Record<JobState, readonly BullState[]> = {
  waiting: ["waiting", "prioritized"],
  delayed: ["delayed"],
  running: ["active"],
  completed: ["completed"],
  failed: ["failed"],
  cancelled: ["failed"],
};

function refuseLargePayload(name: string, payload: JobPayload): void {
  const sizeBytes = Buffer.byteLength(JSON.stringify(payload));
  if (sizeBytes <= maxPayloadBytes) return;
  throw new AisleError(
    "request.too-large",
    `The job ${name} carries ${sizeBytes} bytes; store the data and give its id (at most ${maxPayloadBytes}).`,
    { sizeBytes, maxPayloadBytes },
  );
}

function stateOf(job: BullJob, state: string): JobState {
  switch (state) {
    case "active":
      return "running";
    case "completed":
    case "delayed":
      return state;
    case "failed":
      return job.failedReason === cancelled ? "cancelled" : "failed";
    default:
      return "waiting";
  }
}

/** A job's progress as a person sees it, of what the queue stores. */
export function progressOf(value: unknown): JobProgress {
  if (typeof value !== "object" || value === null || !("share" in value)) return { share: 0 };
  const { share, note } = value as JobProgress;
  return { share, ...(note === undefined ? {} : { note }) };
}

/** A run whose process is gone does nothing any more: its progress says what is waited for. */
function shownProgress(job: BullJob, state: JobState): JobProgress {
  const progress = progressOf(job.progress);
  if (state !== "running" || !isOwnerGone(runOf(job.progress)?.owner)) return progress;
  return { ...progress, note: `Interrupted; waiting for the interrupted run to be released, ${maxReleaseS} s at most` };
}

function statusOf(job: BullJob, state: JobState): Job {
  return {
    id: job.id!,
    name: job.name,
    payload: job.data as JobPayload,
    state,
    progress: state === "completed" ? { ...progressOf(job.progress), share: 1 } : shownProgress(job, state),
    ...(state === "completed" ? { result: job.returnvalue as Json } : {}),
    ...(state === "failed" ? { failure: job.failedReason } : {}),
    attempts: job.attemptsMade,
    createdAt: job.timestamp,
    ...(job.processedOn ? { startedAt: job.processedOn } : {}),
    ...(job.finishedOn ? { finishedAt: job.finishedOn } : {}),
  };
}
