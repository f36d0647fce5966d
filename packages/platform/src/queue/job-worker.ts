import type { JobTypes } from "@aisle/contracts/job";
import { AisleError } from "@aisle/runtime/errors";
import { DelayedError, type Job, UnrecoverableError, WaitingError } from "bullmq";
import { bullClasses, type QueueSettings } from "./bull-classes.ts";
import { beginRun, defaultMaxIdleInterruptions, type StoredProgress } from "./interruptions.ts";
import { ownerOf } from "./job-owner.ts";
import { cancelled, progressOf } from "./job-queue.ts";
import { storableError, storableValue } from "./storable-outcome.ts";
import { defaultTakeOverMs, releaseInterrupted } from "./take-over.ts";

/** What a running job is given beside its payload. */
export interface JobContext {
  readonly id: string;
  /** 1 on the first try; an interrupted try counts as none. */
  readonly attempt: number;
  /** Aborted when the job is cancelled or the worker stops. */
  readonly signal: AbortSignal;
  /** Reports how far the job is: a share of 0 to 1 and what it does now. Never rejects: a lost report is not worth a failed job. */
  progress(share: number, note?: string): Promise<void>;
  /**
   * Says that something is stored that a later run of this job does not do again. A job that advances may be interrupted
   * any number of times, and a failure that may pass is tried again without counting.
   */
  advanced(): Promise<void>;
}

/** One function for each job of the queue. */
export type JobHandlers<Jobs extends JobTypes> = {
  readonly [Name in keyof Jobs]: (payload: Jobs[Name]["payload"], context: JobContext) => Promise<Jobs[Name]["result"]>;
};

export interface JobWorkerOptions {
  /** Jobs at once; 1 when not given. */
  readonly concurrency?: number;
  /** How long a killed worker's job waits before another one takes it over; `defaultTakeOverMs` when not given. */
  readonly takeOverMs?: number;
  /** True: takes no jobs before `resume`. */
  readonly paused?: boolean;
  /** How often a job may be interrupted in a row without getting any further before it fails; 10 when not given. */
  readonly maxIdleInterruptions?: number;
  /** Told of lost connections and of every failed try. */
  readonly onError?: (error: Error, jobId?: string) => void;
}

/** A worker that takes jobs. */
export interface JobWorker {
  /** Takes no more jobs until `resume`; those that run go on. */
  pause(): void;
  resume(): void;
  /** Takes no more jobs, asks the running ones to stop, waits for them; another worker takes over what was interrupted. */
  close(): Promise<void>;
}

const retryAdvancedMs = 2000;
const claimedByOther = "another worker may have claimed the job";

/**
 * Takes the queue's jobs. A job whose error is not retryable by the error table is not tried again. One that was
 * interrupted, by a killed worker or by one that stops, is taken over as often as it gets any further.
 */
export async function startJobWorker<Jobs extends JobTypes>(
  settings: QueueSettings,
  handlers: JobHandlers<Jobs>,
  {
    concurrency = 1,
    takeOverMs = defaultTakeOverMs,
    paused = false,
    maxIdleInterruptions = defaultMaxIdleInterruptions,
    onError = () => undefined,
  }: JobWorkerOptions = {},
): Promise<JobWorker> {
  const classes = bullClasses(settings);
  let closing = false;
  const queue = classes.queue();
  queue.on("error", (error) => onError(error));
  // Before it takes any: what ran in a process that was killed here comes first.
  await releaseInterrupted(queue, onError)
    .catch((error: unknown) => onError(error instanceof Error ? error : new Error(String(error))))
    .finally(() => queue.close());
  const worker = classes.worker(
    async (job, token, signal) => {
      const handler = handlers[job.name];
      if (!handler) throw new UnrecoverableError(`internal: no worker knows the job ${job.name}`);
      const stop = signal ?? new AbortController().signal;
      const run = new JobRun(job, token);
      try {
        await run.begin(maxIdleInterruptions);
        return storableValue(await handler(job.data, run.context(stop)));
      } catch (error) {
        // Whoever takes the job over has its outcome to give.
        if (stop.aborted && stop.reason === claimedByOther) throw new WaitingError();
        if (stop.aborted && !closing) throw new UnrecoverableError(cancelled);
        if (stop.aborted) await run.leave(token);
        onError(error instanceof Error ? error : new Error(String(error)), job.id!);
        const failure = storableError(error);
        if (run.hasAdvanced && !(failure instanceof UnrecoverableError)) await run.again(token);
        throw failure;
      }
    },
    {
      concurrency,
      lockDuration: takeOverMs,
      stalledInterval: Math.max(500, takeOverMs / 2),
      autorun: !paused,
    },
  );
  worker.onError((error) => onError(error));
  worker.onLost((jobIds) => {
    for (const jobId of jobIds) worker.cancel(jobId, claimedByOther);
  });
  const events = classes.events();
  events.onError((error) => onError(error));
  events.onCancelRequest((jobId) => worker.cancel(jobId, cancelled));
  await Promise.all([worker.ready(), events.ready()]);
  return {
    pause: () => worker.pause(),
    resume: () => worker.resume(),
    async close() {
      closing = true;
      worker.cancelAll("the worker stops");
      await Promise.all([worker.close(), events.close()]);
    },
  };
}

/** One run of a job, and what it writes into the job's progress. */
class JobRun {
  readonly #job: Job;
  #stored: StoredProgress;

  constructor(job: Job, token: string | undefined) {
    this.#job = job;
    const owner = token === undefined ? undefined : ownerOf(token);
    this.#stored = { ...progressOf(job.progress), run: beginRun(job.progress, job.attemptsMade, owner) };
  }

  get hasAdvanced(): boolean {
    return this.#stored.run.advanced;
  }

  /** Throws `job.interrupted` for a job that was interrupted too often without getting any further. */
  async begin(maxIdleInterruptions: number): Promise<void> {
    const { interrupted } = this.#stored.run;
    if (interrupted >= maxIdleInterruptions)
      throw new AisleError(
        "job.interrupted",
        `The job was interrupted ${interrupted} times in a row without getting any further.`,
      );
    await this.#write(this.#stored);
  }

  context(signal: AbortSignal): JobContext {
    return {
      id: this.#job.id!,
      attempt: this.#job.attemptsMade + 1,
      signal,
      progress: async (share, note) => {
        const reported = { share, ...(note === undefined ? {} : { note }), run: this.#stored.run };
        await this.#write(reported).catch(() => undefined);
      },
      advanced: async () => {
        if (!this.hasAdvanced) await this.#write({ ...this.#stored, run: { ...this.#stored.run, advanced: true } });
      },
    };
  }

  /** Gives the job back because this worker stops: that counts neither as a try nor as an interruption. */
  async leave(token: string | undefined): Promise<never> {
    await this.#write({ ...this.#stored, run: { ...this.#stored.run, advanced: true } });
    await this.#job.moveToWait(token);
    throw new WaitingError();
  }

  /** Tries the job again in a moment, without counting the try: it got further before it failed. */
  async again(token: string | undefined): Promise<never> {
    await this.#job.moveToDelayed(Date.now() + retryAdvancedMs, token);
    throw new DelayedError();
  }

  async #write(progress: StoredProgress): Promise<void> {
    this.#stored = progress;
    await this.#job.updateProgress(storableValue({ ...progress } as never) as object);
  }
}
