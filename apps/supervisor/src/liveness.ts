import { readFile } from "node:fs/promises";

/** Milliseconds without a sign of life after which a program's event loop counts as standing still. */
export const maxSilenceMs = 10_000;
const lookEveryMs = 1_000;

/** Watches a program's signs of life. */
export interface Liveness {
  /** A sign of life came. The first one begins the watch: a program that is not at work yet is not judged. */
  beat(): void;
  stop(): void;
}

/**
 * Calls `stalled` once when a program has been silent for longer than `maxMs`. Time in which this process itself did not run (a
 * machine that sleeps) and time in which the program was stopped by a signal or a debugger do not count.
 */
export function watchLiveness(pid: number, stalled: () => void, maxMs = maxSilenceMs): Liveness {
  let aliveAt: number | undefined;
  let lookedAt = performance.now();
  const look = setInterval(async () => {
    const now = performance.now();
    if (now - lookedAt > 4 * lookEveryMs && aliveAt !== undefined) aliveAt = now;
    lookedAt = now;
    if (aliveAt === undefined || now - aliveAt <= maxMs) return;
    if (await isStopped(pid)) {
      aliveAt = performance.now();
      return;
    }
    // It may have spoken while that was read.
    if (performance.now() - aliveAt <= maxMs) return;
    clearInterval(look);
    stalled();
  }, lookEveryMs);
  look.unref();
  return {
    beat() {
      aliveAt = performance.now();
    },
    stop: () => clearInterval(look),
  };
}

/** Whether somebody stopped the process, as a debugger or `kill -STOP` does; known on Linux only. */
async function isStopped(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  // The name, in brackets, may hold anything.
  return /^[Tt]/.test(stat.slice(stat.lastIndexOf(")") + 2));
}
