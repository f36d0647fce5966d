const everyMs = 200;

/** Passes progress on at most five times a second, and the end always: each report is a write to the queue. */
export function throttled(
  progress: (share: number, note?: string) => Promise<void>,
): (share: number, note: string) => void {
  let last = 0;
  return (share, note) => {
    const now = performance.now();
    if (share < 1 && now - last < everyMs) return;
    last = now;
    void progress(share, note);
  };
}
