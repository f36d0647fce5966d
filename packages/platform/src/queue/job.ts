import type { Json } from "@aisle/runtime/json";

/** What a job is told: ids and small settings. What they stand for lies in the database. */
export type JobPayload = { readonly [key: string]: string | number | boolean | null | readonly string[] };

/** Declares the jobs of a queue: name → what it is told and what it answers. */
export type JobTypes = { readonly [name: string]: { readonly payload: JobPayload; readonly result: Json } };

/** How far a job is. */
export interface JobProgress {
  /** 0 to 1. */
  readonly share: number;
  /** What it does now, in words for the person who waits. */
  readonly note?: string | undefined;
}

export type JobState = "waiting" | "delayed" | "running" | "completed" | "failed" | "cancelled";

/** A job as the queue knows it. */
export interface JobStatus {
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

/** A sign of life of a job. */
export interface JobEvent {
  readonly id: string;
  readonly kind: "waiting" | "running" | "progress" | "completed" | "failed";
  readonly progress?: JobProgress;
}
