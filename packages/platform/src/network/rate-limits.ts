import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { addressKey } from "./address-key.ts";

export interface FailureLimitOptions {
  readonly perMinute: number;
}

/** Counts failures by caller's address, in this process: guessing goes no faster than a set number a minute. */
export class FailureLimit {
  readonly #limiter: RateLimiterMemory;

  constructor({ perMinute }: FailureLimitOptions) {
    this.#limiter = new RateLimiterMemory({ points: perMinute, duration: 60 });
  }

  /** Counts a failure before it is known to be one, so that many at once count too; seconds to wait when there were too many. */
  take(address: string): Promise<number | undefined> {
    return secondsToWait(this.#limiter, addressKey(address));
  }

  /** Takes one back that was none. */
  async giveBack(address: string): Promise<void> {
    await this.#limiter.reward(addressKey(address), 1);
  }
}

/** Counts uses by key, in this process. */
export class UseLimit {
  readonly #limiter: RateLimiterMemory;

  constructor({ perSecond }: { readonly perSecond: number }) {
    this.#limiter = new RateLimiterMemory({ points: perSecond, duration: 1 });
  }

  /** Seconds to wait when the key was used too often. */
  take(keyId: string): Promise<number | undefined> {
    return secondsToWait(this.#limiter, keyId);
  }
}

async function secondsToWait(limiter: RateLimiterMemory, key: string): Promise<number | undefined> {
  try {
    await limiter.consume(key);
    return undefined;
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    return Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
  }
}
