import { type Random, seededRandom } from "./seeded-random.ts";

/** Anything that can say "stop": an `AbortSignal`, or a flag in shared memory for work that never yields. */
export interface CancelSignal {
  readonly aborted: boolean;
}

/** How far a training has come: `done` of `total` steps of a named stage, with the measures known so far. */
export interface TrainingProgress {
  stage: string;
  done: number;
  total: number;
  metrics?: Record<string, number>;
}

/** The third argument of every `train`: how it is stopped, whom it notifies, and where its randomness comes from. */
export interface TrainingControl {
  signal?: CancelSignal;
  onProgress?: (progress: TrainingProgress) => void;
  /** Defaults to a fixed seed, so that the same data and options give the same model. */
  random?: Random;
  /** Most bytes that the training may take, by its own reckoning; 1.5 GB by default. */
  memoryLimitBytes?: number;
}

/** Thrown by a training whose signal was raised; nothing of the unfinished model is returned. */
export class TrainingCancelled extends Error {
  override readonly name = "TrainingCancelled";
  readonly stage: string;

  constructor(stage: string) {
    super(`Training was cancelled during "${stage}".`);
    this.stage = stage;
  }
}

/** Tells the listener how far the training has come. Throws `TrainingCancelled` once the signal is raised. */
export function checkpoint(control: TrainingControl, progress: TrainingProgress): void {
  if (control.signal?.aborted) throw new TrainingCancelled(progress.stage);
  control.onProgress?.(progress);
  // Looked at twice because the listener itself may be what decides to stop.
  if (control.signal?.aborted) throw new TrainingCancelled(progress.stage);
}

/** The randomness of a training: the caller's, else one with a fixed seed. */
export function randomOf(control: TrainingControl): Random {
  return control.random ?? seededRandom(1);
}

/**
 * A cancel signal in shared memory. Training is synchronous, so a thread that trains hears no message: give it
 * `buffer`, let it build its own signal from that, and call `cancel` from the outside.
 */
export function sharedCancelSignal(buffer: SharedArrayBuffer = new SharedArrayBuffer(4)): {
  buffer: SharedArrayBuffer;
  signal: CancelSignal;
  cancel: () => void;
} {
  const flag = new Int32Array(buffer, 0, 1);
  return {
    buffer,
    signal: {
      get aborted() {
        return Atomics.load(flag, 0) !== 0;
      },
    },
    cancel: () => {
      Atomics.store(flag, 0, 1);
    },
  };
}
