import type { Json } from "@aisle/runtime/json";
import { z } from "zod";

/** Input of a job: ids and small settings. What they stand for lies in the database. */
export type JobPayload = { readonly [key: string]: string | number | boolean | null | readonly string[] };

/** Declares the jobs of a queue: name → its input and its result. */
export type JobTypes = { readonly [name: string]: { readonly payload: JobPayload; readonly result: Json } };

/** How far a job is. */
export interface JobProgress {
  /** 0 to 1. */
  readonly share: number;
  /** What it does now, in words for the person who waits. */
  readonly note?: string | undefined;
}

export const jobState = z.enum(["waiting", "delayed", "running", "completed", "failed", "cancelled"]);
export type JobState = z.infer<typeof jobState>;

/** A job as the queue knows it. */
export interface Job {
  readonly id: string;
  readonly name: string;
  readonly payload: JobPayload;
  readonly state: JobState;
  readonly progress: JobProgress;
  readonly result?: Json;
  /** Why it failed, as `code: message`. */
  readonly failure?: string;
  /** How often it was tried. */
  readonly attempts: number;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly startedAt?: number;
  readonly finishedAt?: number;
}

export interface AddOptions {
  /** Adding a second job of this id while the first one is known does nothing. May not hold a colon. */
  readonly jobId?: string;
  readonly delayMs?: number;
  /** Tries in all, with growing pauses between them; 3 when not given. */
  readonly attempts?: number;
}

/** The jobs of a queue, seen from those who give and control them. */
export interface Jobs<Types extends JobTypes> {
  /** Gives a job and returns its id. */
  add<Name extends keyof Types & string>(
    name: Name,
    payload: Types[Name]["payload"],
    options?: AddOptions,
  ): Promise<string>;
  get(id: string): Promise<Job | undefined>;
  /** The latest jobs first. */
  list(limit: number, states?: readonly JobState[]): Promise<readonly Job[]>;
  /** Removes a waiting job, or asks a running one to stop; `false` when it has ended already. */
  cancel(id: string): Promise<boolean>;
  /** Runs a failed or cancelled job once more; one that waits or runs already is left to it. Throws `job.not-failed`. */
  retry(id: string): Promise<void>;
}

/** A sign of life of a job. */
export interface JobEvent {
  readonly id: string;
  readonly kind: "waiting" | "running" | "progress" | "completed" | "failed";
  readonly progress?: JobProgress;
}
