import { AisleError } from "@aisle/runtime/errors";
import type { onRequestHookHandler } from "fastify";

const tickMs = 10;
/** How late the event loop may be: what waits for it waits about twice as long. */
const targetMs = 250;
/** The share of the last second or so spent in late rounds that counts as overload. */
const overloadShare = 0.5;
const memoryMs = 1000;
/** One round alone, however late, is a pause (of the garbage collector, for example) and no overload. */
const maxWeight = 0.4;
const maxAtOnce = 1000;
const minAtOnce = 24;
const sheddingForMs = 10_000;

export interface LoadGuardOptions {
  /** Milliseconds that only grow. */
  readonly clock?: () => number;
  /** Called for each request that is refused. */
  readonly onShed: () => void;
}

/**
 * Refuses requests while the event loop stays late, so that those it admits are answered in time. A timer measures how late the loop
 * is: `monitorEventLoopDelay` measures the same, but keeps distributions and not the newest value. When most of the last second went
 * into late rounds of the loop, as many requests are admitted at once as fit the target; more again, a tenth at a time, while it
 * is met. Meanwhile requests that come later than the target into a round are refused as well.
 */
export class LoadGuard {
  readonly #clock: () => number;
  readonly #onShed: () => void;
  #timer: NodeJS.Timeout | undefined;
  #lastTick: number;
  #lateShare = 0;
  #limit = maxAtOnce;
  #inFlight = 0;
  #peak = 0;
  /** Requests admitted since the last tick. */
  #admitted = 0;
  #shedAt = Number.NEGATIVE_INFINITY;

  constructor({ clock = () => performance.now(), onShed }: LoadGuardOptions) {
    this.#clock = clock;
    this.#onShed = onShed;
    this.#lastTick = clock();
  }

  start(): void {
    this.#lastTick = this.#clock();
    this.#timer = setInterval(() => this.tick(), tickMs);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** True when a request of now has to be refused; counts it. */
  refuses(): boolean {
    if (this.#inFlight < this.#limit && !this.#isLateNow()) return false;
    this.#shedAt = this.#clock();
    this.#onShed();
    return true;
  }

  /** A request was admitted; `leave` must follow. */
  enter(): void {
    this.#inFlight++;
    this.#admitted++;
    if (this.#inFlight > this.#peak) this.#peak = this.#inFlight;
  }

  leave(): void {
    this.#inFlight--;
  }

  /** True when requests were refused in the last ten seconds. */
  get isShedding(): boolean {
    return this.#clock() - this.#shedAt < sheddingForMs;
  }

  /** One round of the event loop has passed. */
  tick(): void {
    const now = this.#clock();
    const roundMs = now - this.#lastTick;
    const lateMs = roundMs - tickMs;
    const isLate = lateMs > targetMs;
    const weight = Math.min(maxWeight, 1 - Math.exp(-roundMs / memoryMs));
    this.#lateShare += weight * ((isLate ? 1 : 0) - this.#lateShare);
    this.#lastTick = now;
    const peak = this.#peak;
    this.#peak = this.#inFlight;
    this.#admitted = 0;
    if (isLate && this.#lateShare > overloadShare) {
      const fitting = Math.floor((Math.min(this.#limit, peak) * targetMs) / lateMs);
      this.#limit = Math.max(minAtOnce, fitting);
    } else if (!isLate && peak >= 0.7 * this.#limit) {
      this.#limit = Math.min(maxAtOnce, Math.ceil(this.#limit * 1.1));
    }
  }

  #isLateNow(): boolean {
    return this.#admitted >= minAtOnce && this.#lateShare > overloadShare && this.#clock() - this.#lastTick > targetMs;
  }
}

/** Refuses a request before its body is read: a refusal has to cost next to nothing. */
export function shedding(guard: LoadGuard): onRequestHookHandler {
  return (_request, _reply, done) => {
    if (guard.refuses()) done(new AisleError("serving.overloaded", "More requests come than can be answered in time."));
    else done();
  };
}
