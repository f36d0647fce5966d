import { isMainThread, parentPort, workerData } from "node:worker_threads";
import type { ThreadWork } from "./run-in-thread.ts";
import { failureOf, type ThreadMessage } from "./thread-message.ts";

/** The other end of `runInThread`: called by the thread's module with its work. */
export function serveThread<Task, Result>(run: ThreadWork<Task, Result>): void {
  if (isMainThread || parentPort === null) return;
  const port = parentPort;
  const say = (message: ThreadMessage<Result>) => port.postMessage(message);
  const abort = new AbortController();
  port.on("message", () => abort.abort());
  run(workerData as Task, {
    signal: abort.signal,
    onProgress: (share, note) => say({ type: "progress", share, note }),
  })
    .then(
      (result) => say({ type: "done", result }),
      (error: unknown) => say(failureOf(error)),
    )
    .finally(() => port.unref());
}
