import { Worker } from "node:worker_threads";
import { sharedCancelSignal, TrainingCancelled, type TrainingProgress } from "@aisle/learn/training-control";
import { defaultMemoryLimitBytes } from "@aisle/learn/training-memory";
import type { TrainerData, TrainerKind, TrainerOptions } from "./trainers.ts";
import type { TrainingMessage, TrainingTask } from "./training-message.ts";

/** How a training in a thread is watched and bounded. */
export interface ThreadControl {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: TrainingProgress) => void;
  /** 1 by default. */
  readonly seed?: number;
  readonly memoryLimitBytes?: number;
}

/** Thrown by a training that failed in its thread; `name` is that of the error there. */
class TrainingFailed extends Error {
  constructor(message: string, name = "TrainingFailed") {
    super(message);
    this.name = name;
  }
}

/**
 * Trains a model in a thread of its own, so that this one goes on answering, and resolves to the saved model's bytes. Data
 * and options are copied into the thread. Rejects with `TrainingCancelled` after an abort, `TrainingFailed` otherwise.
 */
export async function trainInThread<Kind extends TrainerKind>(
  kind: Kind,
  data: TrainerData<Kind>,
  options: TrainerOptions<Kind>,
  { signal, onProgress, seed = 1, memoryLimitBytes = defaultMemoryLimitBytes }: ThreadControl = {},
): Promise<Uint8Array> {
  const { buffer: cancelFlag, cancel } = sharedCancelSignal();
  if (signal?.aborted) throw new TrainingCancelled("start");
  const task: TrainingTask = { kind, data, options, seed, memoryLimitBytes, cancelFlag };
  const worker = new Worker(new URL("./training-thread.js", import.meta.url), {
    workerData: task,
    resourceLimits: { maxOldGenerationSizeMb: Math.max(64, Math.ceil(memoryLimitBytes / 2 ** 20)) },
  });
  signal?.addEventListener("abort", cancel);
  try {
    return await new Promise<Uint8Array>((resolve, reject) => {
      worker.on("message", (message: TrainingMessage) => {
        if (message.type === "progress") onProgress?.(message.progress);
        else if (message.type === "trained") resolve(message.bytes);
        else if (message.type === "cancelled") reject(new TrainingCancelled(message.stage));
        else reject(new TrainingFailed(message.message, message.name));
      });
      worker.on("error", (error) => reject(new TrainingFailed(`The training broke off: ${error.message}`)));
      worker.on("exit", () => reject(new TrainingFailed("The training's thread ended without a model.")));
    });
  } finally {
    signal?.removeEventListener("abort", cancel);
    await worker.terminate();
  }
}
