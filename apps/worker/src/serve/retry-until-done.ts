const firstPauseMs = 250;
const maxPauseMs = 5_000;

/** Work that makes up for a missed notice. */
export interface Retry {
  /** Does the work after a moment, and again with growing pauses until it succeeds. */
  schedule(): void;
  stop(): void;
}

/** A notification of the database is sent once: what could not be read then is retried, or it stays outdated permanently. */
export function retryUntilDone(work: () => Promise<void>, onError: (error: unknown) => void): Retry {
  let timer: NodeJS.Timeout | undefined;
  let pauseMs = firstPauseMs;
  let stopped = false;
  const schedule = (): void => {
    if (stopped || timer !== undefined) return;
    timer = setTimeout(() => {
      timer = undefined;
      work().then(
        () => {
          pauseMs = firstPauseMs;
        },
        (error: unknown) => {
          onError(error);
          pauseMs = Math.min(2 * pauseMs, maxPauseMs);
          schedule();
        },
      );
    }, pauseMs);
    timer.unref();
  };
  return {
    schedule,
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
