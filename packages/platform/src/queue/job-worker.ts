import { AisleError } from "@aisle/runtime/errors";
import { UnrecoverableError } from "bullmq";
import { bullClasses, type QueueSettings } from "./bull-classes.ts";
import type { JobTypes } from "./job.ts";
import { cancelled } from "./job-queue.ts";

/** What a running job is given beside its payload. */
export interface JobContext {
  readonly id: string;
  /** 1 on the first try. */
  readonly attempt: number;
  /** Aborted when the job is cancelled or the worker stops. */
  readonly signal: AbortSignal;
  /** Says how far the job is: a share of 0 to 1 and what it does now. */
  progress(share: number, note?: string): Promise<void>;
}

/** One function for each job of the queue. */
export type JobHandlers<Jobs extends JobTypes> = {
  readonly [Name in keyof Jobs]: (payload: Jobs[Name]["payload"], context: JobContext) => Promise<Jobs[Name]["result"]>;
};

export interface JobWorkerOptions {
  /** Jobs at once; 1 when not given. */
  readonly concurrency?: number;
  /** How long a killed worker's job waits before another one takes it over; 30,000 when not given. */
  readonly takeOverMs?: number;
  /** Told of lost connections and of every failed try. */
  readonly onError?: (error: Error, jobId?: string) => void;
}

/** A worker that takes jobs. */
export interface JobWorker {
  /** Takes no more jobs, asks the running ones to stop, waits for them; another worker takes over what was interrupted. */
  close(): Promise<void>;
}

/**
 * Takes the queue's jobs. A job whose error is not retryable by the error table is not tried again; one that a killed
 * worker left behind is taken over.
 */
export async function startJobWorker<Jobs extends JobTypes>(
  settings: QueueSettings,
  handlers: JobHandlers<Jobs>,
  { concurrency = 1, takeOverMs = 30_000, onError = () => undefined }: JobWorkerOptions = {},
): Promise<JobWorker> {
  const classes = bullClasses(settings);
  let closing = false;
  const worker = classes.worker(
    async (job, _token, signal) => {
      const handler = handlers[job.name];
      const id = job.id!;
      if (!handler) throw new UnrecoverableError(`internal: no worker knows the job ${job.name}`);
      const stop = signal ?? new AbortController().signal;
      try {
        return await handler(job.data, {
          id,
          attempt: job.attemptsMade + 1,
          signal: stop,
          progress: (share, note) => job.updateProgress({ share, ...(note === undefined ? {} : { note }) }),
        });
      } catch (error) {
        if (stop.aborted && !closing) throw new UnrecoverableError(cancelled);
        onError(error instanceof Error ? error : new Error(String(error)), id);
        throw forQueue(error);
      }
    },
    { concurrency, lockDuration: takeOverMs, stalledInterval: Math.max(500, takeOverMs / 2) },
  );
  worker.onError((error) => onError(error));
  const events = classes.events();
  events.onError((error) => onError(error));
  events.onCancelRequest((jobId) => worker.cancel(jobId, cancelled));
  await Promise.all([worker.ready(), events.ready()]);
  return {
    async close() {
      closing = true;
      worker.cancelAll("the worker stops");
      await Promise.all([worker.close(), events.close()]);
    },
  };
}

/** The one translation of errors for the queue: `code: message`, and no further try where the table says that is useless. */
function forQueue(error: unknown): Error {
  if (!(error instanceof AisleError)) return error instanceof Error ? error : new Error(String(error));
  const text = `${error.code}: ${error.message}`;
  return error.row.retryable ? new Error(text, { cause: error }) : new UnrecoverableError(text);
}
