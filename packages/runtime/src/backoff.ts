export interface BackoffOptions {
  /** The first pause in milliseconds. */
  readonly firstMs: number;
  /** The longest pause in milliseconds. */
  readonly maxMs: number;
  /** The share of a pause, 0 to 1, that chance may take off, so that many who wait do not come back at once; 0 by default. */
  readonly jitter?: number;
}

/** Milliseconds to wait before try number `failures` + 1: doubled with each failure (exponential backoff), up to a limit. */
export function backoffMs(failures: number, { firstMs, maxMs, jitter = 0 }: BackoffOptions): number {
  const pause = Math.min(maxMs, firstMs * 2 ** Math.min(Math.max(0, failures - 1), 52));
  return jitter === 0 ? pause : pause * (1 - Math.random() * jitter);
}
