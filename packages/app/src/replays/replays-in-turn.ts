import type { WorkerCalls } from "../runs/worker-calls.ts";

/** Asks for one package at a time, whoever replays: a preview waits for one of up to four seconds, however many replays go on. */
export function replaysInTurn({ replay }: Pick<WorkerCalls, "replay">): Pick<WorkerCalls, "replay"> {
  let last: Promise<unknown> = Promise.resolve();
  return {
    replay(input, signal) {
      // Whoever stopped reading while others had their turn asks for nothing.
      const mine = last.then(() => (signal?.aborted === true ? { answers: [] } : replay(input, signal)));
      last = mine.catch(() => undefined);
      return mine;
    },
  };
}
