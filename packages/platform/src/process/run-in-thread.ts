import { Worker } from "node:worker_threads";
import { errorOf, type ThreadMessage } from "./thread-message.ts";

/** How work in a thread is stopped and followed. */
export interface ThreadWorkControl {
  readonly signal?: AbortSignal;
  readonly onProgress?: (share: number, note: string) => void;
}

/** The work of a thread. */
export type ThreadWork<Task, Result> = (task: Task, control: ThreadWorkControl) => Promise<Result>;

/** A thread that does not stop by itself after an abort is ended after this time. */
const stopMs = 5_000;

/**
 * Runs the work of a module in a thread of its own, so that this one goes on answering. Task and result are copied between
 * the threads. Code that is run from its TypeScript source does the work here: threads take JavaScript only.
 */
export async function runInThread<Task, Result>(
  entry: URL,
  work: () => Promise<ThreadWork<Task, Result>>,
  task: Task,
  control: ThreadWorkControl = {},
): Promise<Result> {
  const { signal, onProgress } = control;
  signal?.throwIfAborted();
  if (import.meta.url.endsWith(".ts")) return (await work())(task, control);
  const worker = new Worker(entry, { workerData: task });
  let ending: NodeJS.Timeout | undefined;
  const abort = () => {
    worker.postMessage("abort");
    ending = setTimeout(() => void worker.terminate(), stopMs);
  };
  signal?.addEventListener("abort", abort);
  try {
    return await new Promise<Result>((resolve, reject) => {
      worker.on("message", (message: ThreadMessage<Result>) => {
        if (message.type === "progress") onProgress?.(message.share, message.note);
        else if (message.type === "done") resolve(message.result);
        else reject(errorOf(message));
      });
      worker.on("error", reject);
      worker.on("exit", () => reject(new Error("The thread ended without a result.")));
    });
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    clearTimeout(ending);
    signal?.removeEventListener("abort", abort);
    await worker.terminate();
  }
}
