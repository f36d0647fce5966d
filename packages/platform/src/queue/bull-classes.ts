import {
  createPostgresBackend,
  type IQueueBackend,
  type Job,
  type Processor,
  Queue,
  QueueEvents,
  type QueueEventsListener,
  QueueEventsProducer,
  Worker,
  withBackend,
} from "bullmq";

/** Where jobs are kept. */
export interface QueueSettings {
  readonly databaseUrl: string;
  /** Redis, Valkey or Dragonfly: takes PostgreSQL's place when given. */
  readonly redisUrl?: string | undefined;
  /** Jobs of a queue are taken by the workers of that queue; `aisle` when not given. */
  readonly queueName?: string;
}

export interface BullWorkerOptions {
  readonly concurrency: number;
  readonly lockDuration: number;
  readonly stalledInterval: number;
  /** False: takes no jobs before `resume`. */
  readonly autorun: boolean;
}

// How often a job may be interrupted is for the worker to say, by how far it gets (see interruptions.ts).
const anyStalls = { maxStalledCount: 1_000_000_000 };

/** The part of BullMQ's queue that Aisle uses, alike on both servers. */
export interface BullQueue {
  add(name: string, data: unknown, options: object): Promise<Job>;
  getJob(id: string): Promise<Job | undefined>;
  getJobs(states: BullState[], start: number, end: number, ascending: boolean): Promise<Job[]>;
  waitUntilReady(): Promise<unknown>;
  on(event: "error", listener: (error: Error) => void): unknown;
  close(): Promise<void>;
}

export type BullState = "waiting" | "active" | "delayed" | "prioritized" | "completed" | "failed";

/** The part of BullMQ's worker that Aisle uses. */
export interface BullWorker {
  ready(): Promise<unknown>;
  onError(listener: (error: Error) => void): void;
  /** Calls back with jobs that this worker could not hold on to: another one may have taken them over. */
  onLost(listener: (jobIds: readonly string[]) => void): void;
  cancel(jobId: string, reason: string): void;
  cancelAll(reason: string): void;
  /** Takes no more jobs, and takes none over; those that run go on. */
  pause(): void;
  resume(): void;
  close(): Promise<void>;
}

/** The part of BullMQ's event stream that Aisle uses. */
export interface BullEvents {
  ready(): Promise<unknown>;
  onError(listener: (error: Error) => void): void;
  on(event: "waiting" | "active" | "completed" | "failed", listener: (jobId: string) => void): void;
  onProgress(listener: (jobId: string, progress: unknown) => void): void;
  onCancelRequest(listener: (jobId: string) => void): void;
  close(): Promise<void>;
}

interface CancelListener extends QueueEventsListener {
  "cancel-requested": (event: { readonly jobId: string }) => void;
}

/** BullMQ's classes, bound to one server and one queue. */
export interface BullClasses {
  queue(): BullQueue;
  worker(process: Processor, options: BullWorkerOptions): BullWorker;
  events(): BullEvents;
  /** Asks whichever worker runs the job to stop it. */
  requestCancel(jobId: string): Promise<void>;
}

/** Binds BullMQ to Redis where `redisUrl` is set, else to PostgreSQL (schema `bullmq`, which it migrates itself). */
export function bullClasses({ databaseUrl, redisUrl, queueName = "aisle" }: QueueSettings): BullClasses {
  if (redisUrl) {
    const options = { connection: { url: redisUrl, maxRetriesPerRequest: null }, prefix: "aisle" };
    return {
      queue: () => new Queue(queueName, options),
      worker: (process, more) => workerOf(new Worker(queueName, process, { ...options, ...anyStalls, ...more })),
      events: () => eventsOf(new QueueEvents(queueName, options)),
      requestCancel: (jobId) => publishCancel(new QueueEventsProducer(queueName, options), jobId),
    };
  }
  const bound = withBackend(createPostgresBackend);
  const connection = { connectionString: databaseUrl, schema: "bullmq", migrate: true, max: 4 };
  return {
    queue: () => new bound.Queue(queueName, { connection }),
    worker: (process, more) => workerOf(new bound.Worker(queueName, process, { connection, ...anyStalls, ...more })),
    events: () => eventsOf(new bound.QueueEvents(queueName, { connection })),
    requestCancel: (jobId) => publishCancel(new bound.QueueEventsProducer(queueName, { connection }), jobId),
  };
}

type AnyJob = Parameters<Processor>[0]["data"];

function workerOf<B extends IQueueBackend, P extends Job["progress"], C>(
  worker: Worker<AnyJob, AnyJob, string, B, P, C>,
): BullWorker {
  return {
    ready: () => worker.waitUntilReady(),
    onError: (listener) => void worker.on("error", listener),
    onLost: (listener) => void worker.on("lockRenewalFailed", (jobIds) => listener(jobIds)),
    cancel: (jobId, reason) => void worker.cancelJob(jobId, reason),
    cancelAll: (reason) => worker.cancelAllJobs(reason),
    pause: () => void worker.pause(true),
    resume: () => void worker.resume(),
    close: () => worker.close(),
  };
}

function eventsOf<B extends IQueueBackend, C>(events: QueueEvents<AnyJob, B, C>): BullEvents {
  return {
    ready: () => events.waitUntilReady(),
    onError: (listener) => void events.on("error", listener),
    on: (event, listener) => void events.on(event, ({ jobId }: { jobId: string }) => listener(jobId)),
    onProgress: (listener) => void events.on("progress", ({ jobId, data }) => listener(jobId, data)),
    onCancelRequest: (listener) =>
      void events.on<CancelListener, "cancel-requested">("cancel-requested", ({ jobId }) => listener(jobId)),
    close: () => events.close(),
  };
}

async function publishCancel<B extends IQueueBackend, C>(
  producer: QueueEventsProducer<B, C>,
  jobId: string,
): Promise<void> {
  try {
    await producer.publishEvent({ eventName: "cancel-requested", jobId });
  } finally {
    await producer.close();
  }
}
