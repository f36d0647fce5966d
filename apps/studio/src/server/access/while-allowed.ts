const everyMs = 15_000;

/** A signal that aborts when a stream's reader leaves, or is found not to be allowed any more: looked at every 15 seconds. */
export function whileAllowed(isAllowed: () => Promise<boolean>, reader: AbortSignal | undefined): AbortSignal {
  const ended = new AbortController();
  const timer = setInterval(() => {
    // A database that is away takes nobody's access.
    isAllowed().then(
      (allowed) => allowed || ended.abort(),
      () => undefined,
    );
  }, everyMs);
  timer.unref();
  ended.signal.addEventListener("abort", () => clearInterval(timer));
  if (reader?.aborted) ended.abort();
  reader?.addEventListener("abort", () => ended.abort());
  return ended.signal;
}
