import { parentPort, workerData } from "node:worker_threads";
import { seededRandom } from "@aisle/learn/seeded-random";
import { sharedCancelSignal, TrainingCancelled, type TrainingControl } from "@aisle/learn/training-control";
import { trainers } from "./trainers.ts";
import type { TrainingMessage, TrainingTask } from "./training-message.ts";

const task = workerData as TrainingTask;
const say = (message: TrainingMessage, transfer: ArrayBuffer[] = []) => parentPort?.postMessage(message, transfer);

try {
  const train = (await trainers[task.kind]()) as (
    data: unknown,
    options: unknown,
    control: TrainingControl,
  ) => Uint8Array;
  const bytes = train(task.data, task.options, {
    signal: sharedCancelSignal(task.cancelFlag).signal,
    onProgress: (progress) => say({ type: "progress", progress }),
    random: seededRandom(task.seed),
    memoryLimitBytes: task.memoryLimitBytes,
  });
  say({ type: "trained", bytes }, [bytes.buffer as ArrayBuffer]);
} catch (error) {
  if (error instanceof TrainingCancelled) say({ type: "cancelled", stage: error.stage });
  else if (error instanceof Error) say({ type: "failed", name: error.name, message: error.message });
  else throw error;
}
