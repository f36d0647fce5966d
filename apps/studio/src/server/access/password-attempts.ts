import { setTimeout as sleep } from "node:timers/promises";
import { AisleError } from "@aisle/runtime/errors";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";

/** How a check of a password ended; `neither` when it did not come to one. */
export type Outcome = "right" | "wrong" | "neither";

/** Who tries: for which account, from which address (a key of `addressKey`), and from which known device, if any. */
export interface Attempt {
  readonly account: string;
  readonly address: string;
  readonly device?: string | undefined;
}

export interface AttemptLimits {
  /** Wrong passwords for one account from devices that are not known. */
  readonly perAccount: number;
  /** Wrong passwords from one address and devices that are not known; an office shares an address. */
  readonly perAddress: number;
  /** Wrong passwords from one known device before it is slowed down. */
  readonly perDevice: number;
  readonly windowSeconds: number;
  /** How long each further attempt of a known device waits. */
  readonly slowMs: number;
}

const defaultLimits: AttemptLimits = {
  perAccount: 10,
  perAddress: 50,
  perDevice: 10,
  windowSeconds: 900,
  slowMs: 3000,
};

/**
 * Limits guesses at passwords, in this process. Attempts from elsewhere are counted by account and by address and refused
 * above the limit; a known device has a count of its own and is only ever slowed down, one attempt at a time: whoever
 * knows the password gets in there, whatever others do meanwhile.
 */
export class PasswordAttempts {
  readonly #limits: AttemptLimits;
  readonly #byAccount: RateLimiterMemory;
  readonly #byAddress: RateLimiterMemory;
  readonly #byDevice: RateLimiterMemory;
  readonly #slowed = new Set<string>();

  constructor(limits: Partial<AttemptLimits> = {}) {
    this.#limits = { ...defaultLimits, ...limits };
    const { perAccount, perAddress, perDevice, windowSeconds: duration } = this.#limits;
    this.#byAccount = new RateLimiterMemory({ points: perAccount, duration });
    this.#byAddress = new RateLimiterMemory({ points: perAddress, duration });
    this.#byDevice = new RateLimiterMemory({ points: perDevice, duration });
  }

  /** Lets `check` look at the password if this attempt may; throws `rate.limited` with `retryAfterSeconds` if not. */
  async try<T extends { readonly outcome: Outcome }>(attempt: Attempt, check: () => Promise<T>): Promise<T> {
    const { account, address, device } = attempt;
    if (device !== undefined) return this.#fromKnown(`${account} ${device}`, check);
    // The point is taken before the check: many attempts at once cannot all pass on an old count.
    await take(this.#byAddress, address);
    await take(this.#byAccount, account);
    const checked = await check();
    if (checked.outcome !== "wrong") {
      await this.#byAddress.reward(address);
      await this.#byAccount.reward(account);
    }
    return checked;
  }

  async #fromKnown<T extends { readonly outcome: Outcome }>(key: string, check: () => Promise<T>): Promise<T> {
    const slow = await this.#byDevice.consume(key).then(
      () => false,
      () => true,
    );
    const checked = slow ? await this.#slowly(key, check) : await check();
    if (checked.outcome === "right") await this.#byDevice.delete(key);
    else if (checked.outcome === "neither") await this.#byDevice.reward(key);
    return checked;
  }

  async #slowly<T>(key: string, check: () => Promise<T>): Promise<T> {
    const { slowMs } = this.#limits;
    if (this.#slowed.has(key)) throw tooMany(slowMs);
    this.#slowed.add(key);
    try {
      await sleep(slowMs);
      return await check();
    } finally {
      this.#slowed.delete(key);
    }
  }
}

async function take(limiter: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (refused) {
    throw refused instanceof RateLimiterRes ? tooMany(refused.msBeforeNext) : refused;
  }
}

function tooMany(ms: number): AisleError {
  const retryAfterSeconds = Math.max(1, Math.ceil(ms / 1000));
  const when = retryAfterSeconds < 90 ? `${retryAfterSeconds} seconds` : `${Math.ceil(retryAfterSeconds / 60)} minutes`;
  return new AisleError(
    "rate.limited",
    `Too many wrong passwords. Try again in ${when}, or from a browser in which you have signed in before.`,
    { retryAfterSeconds },
  );
}
