import { fork } from "node:child_process";
import { getPriority, setPriority } from "node:os";
import { Worker } from "node:worker_threads";
import type { CallPort } from "./channel-calls.ts";

/** A thread or process of our own, seen from the one that started it. */
export interface KillableBody extends CallPort {
  /** Calls the listener when it has ended, however, with what is known of the reason. */
  onEnd(listener: (message: string) => void): void;
  /** Ends it at once, whatever it does. */
  kill(): Promise<void>;
}

/** A thread: light, for JavaScript alone. `data` is copied; `heapMb` limits its heap. */
export function threadBody(
  script: URL,
  { data, heapMb }: { readonly data?: unknown; readonly heapMb: number },
): KillableBody {
  const worker = new Worker(script, { workerData: data, resourceLimits: { maxOldGenerationSizeMb: heapMb } });
  // A process that has nothing else to do may end.
  worker.unref();
  return {
    postMessage: (message) => worker.postMessage(message),
    onMessage: (listener) => void worker.on("message", listener),
    onEnd(listener) {
      worker.on("error", (error) => listener(error.message));
      worker.on("exit", () => listener("it ended"));
    },
    kill: async () => void (await worker.terminate()),
  };
}

/**
 * A process, for what uses native code: that cannot be ended within this process without taking it along. With `nice`, 0–19, the
 * operating system lets it wait that much more than this process when both want a processor.
 */
export function processBody(script: URL, env: NodeJS.ProcessEnv, { nice = 0 } = {}): KillableBody {
  const child = fork(script, { env, serialization: "advanced", stdio: ["ignore", "inherit", "inherit", "ipc"] });
  // At once: its threads begin with what it has then. A higher number than one's own needs no rights.
  if (nice > 0 && child.pid !== undefined) setPriority(child.pid, Math.min(19, getPriority() + nice));
  const ended = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", () => resolve());
  });
  return {
    postMessage(message) {
      // A child that has just ended is heard of by its end.
      child.send(message as object, () => undefined);
    },
    onMessage: (listener) => void child.on("message", listener),
    onEnd(listener) {
      child.on("error", (error) => listener(error.message));
      child.on("exit", (code, signal) => listener(`it ended with ${signal ?? `code ${code}`}`));
    },
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}
