import { readFile } from "node:fs/promises";

/** Milliseconds without a sign of life after which a program's event loop counts as standing still. */
export const maxSilenceMs = 10_000;
const pollEveryMs = 1_000;
/** A silent program that computes nothing may only wait for its turn on a busy machine: it has this many times as long. */
const patienceWithStarved = 6;

/** Watches a program's signs of life. */
export interface Liveness {
  /** A sign of life came. The first one begins the watch: a program that is not at work yet is not judged. */
  beat(): void;
  stop(): void;
}

/**
 * Calls `stalled` once when a program has been silent for longer than `maxMs`. Time in which this process itself did not run (a
 * machine that sleeps) and time in which the program was stopped by a signal or a debugger do not count. On Linux a program that
 * had less than half of that time to compute in is not judged before six times as long: others have the machine.
 */
export function watchLiveness(pid: number, stalled: () => void, maxMs = maxSilenceMs): Liveness {
  let aliveAt: number | undefined;
  /** Milliseconds of processor time that the program had used at the poll after its last sign of life, as far as it is known. */
  let computedAt: number | undefined;
  /** Since the last poll. */
  let spoke = false;
  let polledAt = performance.now();
  const poll = setInterval(async () => {
    const now = performance.now();
    if (now - polledAt > 4 * pollEveryMs && aliveAt !== undefined) aliveAt = now;
    polledAt = now;
    if (aliveAt === undefined) return;
    const { isStopped, computedMs } = await processState(pid);
    if (isStopped) aliveAt = performance.now();
    if (spoke || isStopped) computedAt = computedMs;
    spoke = false;
    const silentMs = performance.now() - aliveAt;
    if (silentMs <= maxMs) return;
    const isStarved = computedMs !== undefined && computedAt !== undefined && computedMs - computedAt < maxMs / 2;
    if (isStarved && silentMs <= patienceWithStarved * maxMs) return;
    clearInterval(poll);
    stalled();
  }, pollEveryMs);
  poll.unref();
  return {
    beat() {
      aliveAt = performance.now();
      spoke = true;
    },
    stop: () => clearInterval(poll),
  };
}

/** The kernel counts processor time in hundredths of a second (USER_HZ), whatever the machine. */
const tickMs = 10;

/** Whether somebody stopped the process, as a debugger or `kill -STOP` does, and its processor time; known on Linux only. */
async function processState(pid: number): Promise<{ readonly isStopped: boolean; readonly computedMs?: number }> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
  if (stat === undefined) return { isStopped: false };
  // The name, in brackets, may hold anything.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  // Fields 14 and 15 of proc(5), the state being the third.
  return { isStopped: /^[Tt]/.test(fields[0] ?? ""), computedMs: (Number(fields[11]) + Number(fields[12])) * tickMs };
}
