import type { ReplaysPorts } from "./replays-ports.ts";

/** Asks for one package at a time, whoever replays: a preview waits for one of up to four seconds, however many replays go on. */
export function replaysInTurn(ports: Pick<ReplaysPorts, "worker">): ReplaysPorts["worker"] {
  let last: Promise<unknown> = Promise.resolve();
  return {
    replay(input, signal) {
      // Whoever stopped reading while others had their turn asks for nothing.
      const mine = last.then(() => (signal?.aborted === true ? { answers: [] } : ports.worker.replay(input, signal)));
      last = mine.catch(() => undefined);
      return mine;
    },
  };
}
