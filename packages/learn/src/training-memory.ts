import type { TrainingControl } from "./training-control.ts";

/** What a training may take at most, unless its control says otherwise: 1.5 GB, what a job process is given. */
export const defaultMemoryLimitBytes = 1.5e9;

/** Thrown before (or while) a training would take more memory than it may; the message says what to change. */
export class TrainingTooLarge extends RangeError {
  override readonly name = "TrainingTooLarge";
  readonly bytes: number;

  constructor(message: string, bytes: number) {
    super(message);
    this.bytes = bytes;
  }
}

/**
 * Holds a training to its bound: throws `TrainingTooLarge` where `what` takes `bytes`, about, and fewer are allowed.
 * `remedy` says how to make it smaller.
 */
export function requireMemory(control: TrainingControl, what: string, bytes: number, remedy: string): void {
  const limit = control.memoryLimitBytes ?? defaultMemoryLimitBytes;
  if (bytes <= limit) return;
  const megabytes = (of: number) => `${Math.ceil(of / 1e6).toLocaleString("en")} MB`;
  throw new TrainingTooLarge(
    `${what} would take about ${megabytes(bytes)}; ${megabytes(limit)} are allowed. ${remedy}`,
    bytes,
  );
}
