const firstPauseMs = 250;
const longestPauseMs = 5_000;

/** Work that makes up for a missed notice. */
export interface CatchUp {
  /** Does the work after a moment, and again with growing pauses until it succeeds. */
  soon(): void;
  stop(): void;
}

/** A notice of the database is told once: what could not be read then has to be read later, or stays old for ever. */
export function catchUp(work: () => Promise<void>, onError: (error: unknown) => void): CatchUp {
  let timer: NodeJS.Timeout | undefined;
  let pauseMs = firstPauseMs;
  let stopped = false;
  const soon = (): void => {
    if (stopped || timer !== undefined) return;
    timer = setTimeout(() => {
      timer = undefined;
      work().then(
        () => {
          pauseMs = firstPauseMs;
        },
        (error: unknown) => {
          onError(error);
          pauseMs = Math.min(2 * pauseMs, longestPauseMs);
          soon();
        },
      );
    }, pauseMs);
    timer.unref();
  };
  return {
    soon,
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
