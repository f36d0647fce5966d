import { type CallHandlers, ChannelCalls } from "./channel-calls.ts";
import type { KillableBody } from "./killable-body.ts";

export interface KillableOptions {
  /** Starts the thread or process, whose program calls `answerInThread` or `answerInProcess`. */
  readonly start: () => KillableBody;
  /** As in `CallControl`, for calls that say nothing else. */
  readonly stallMs?: number;
  /** After a call was given up, milliseconds for its handler to hear of it; 3,000 by default. */
  readonly graceMs?: number;
  /** What it may ask of this process. */
  readonly handlers?: CallHandlers;
  /** Told of every end that was not asked for. */
  readonly onStopped?: (error: ProgramStopped) => void;
}

export interface CallControl {
  /** Gives the call up. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds for which the other event loop may stand still during the call; no limit by default. */
  readonly stallMs?: number | undefined;
}

/** Why a thread or process ended while it was asked something. */
export class ProgramStopped extends Error {
  readonly reason: "stalled" | "cancelled" | "broken" | "closed";

  constructor(reason: ProgramStopped["reason"], message: string) {
    super(message);
    this.name = "ProgramStopped";
    this.reason = reason;
  }
}

interface Running {
  readonly body: KillableBody;
  readonly calls: ChannelCalls;
  readonly ready: Promise<void>;
  stallMs: number | undefined;
}

const pollEveryMs = 250;
const startWithinMs = 60_000;

/**
 * A thread or process that answers calls and can be ended: when its event loop stands still longer than its limit, or when a call
 * that was given up does not end. Open calls then reject with `ProgramStopped`; the next call starts it again.
 */
export class KillableProgram {
  readonly #options: KillableOptions;
  #running: Running | undefined;
  #watch: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: KillableOptions) {
    this.#options = options;
  }

  /** Starts it, unless it runs; resolves when it can be asked. */
  start(): Promise<void> {
    return this.#start().ready;
  }

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  async call<Result>(
    name: string,
    args: readonly unknown[],
    { signal, stallMs = this.#options.stallMs }: CallControl = {},
  ): Promise<Result> {
    if (this.#closed) throw new ProgramStopped("closed", "it was closed");
    const running = this.#start();
    await running.ready;
    const answer = running.calls.call<Result>(name, args, signal);
    running.stallMs = stallMs;
    this.#watchOver(running);
    if (signal === undefined) return answer;
    let grace: NodeJS.Timeout | undefined;
    const insist = () => {
      const end = () => this.#end(running, "cancelled", "it was given up and did not end by itself");
      grace = setTimeout(end, this.#options.graceMs ?? 3_000);
    };
    if (signal.aborted) insist();
    else signal.addEventListener("abort", insist, { once: true });
    return answer.finally(() => {
      clearTimeout(grace);
      signal.removeEventListener("abort", insist);
    });
  }

  /** Ends it while it has nothing to do; the next call starts it again. */
  async rest(): Promise<void> {
    const running = this.#running;
    if (running?.calls.waiting === 0) await this.#end(running, "closed", "it was not needed");
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#running !== undefined) await this.#end(this.#running, "closed", "it was closed");
  }

  #start(): Running {
    if (this.#running !== undefined) return this.#running;
    const body = this.#options.start();
    const calls = new ChannelCalls(body, () => this.#options.handlers ?? {});
    const ready = new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => reject(new ProgramStopped("broken", "it did not start")), startWithinMs);
      late.unref();
      body.onMessage((message) => {
        if ((message as { readonly kind: string }).kind !== "ready") return;
        clearTimeout(late);
        resolve();
      });
      body.onEnd((message) => {
        clearTimeout(late);
        reject(new ProgramStopped("broken", message));
      });
    });
    const running: Running = { body, calls, ready, stallMs: undefined };
    this.#running = running;
    body.onEnd((message) => this.#end(running, "broken", message));
    ready.catch((error: Error) => this.#end(running, "broken", error.message));
    return running;
  }

  /** Looks, while something is asked, whether the other event loop still turns. */
  #watchOver(running: Running): void {
    if (this.#watch !== undefined || running.stallMs === undefined) return;
    let aliveAt = performance.now();
    let polledAt = aliveAt;
    running.calls.ping();
    this.#watch = setInterval(() => {
      const now = performance.now();
      const { stallMs = Number.POSITIVE_INFINITY } = running;
      // When this event loop was late itself (a machine that slept, a debugger), the time says nothing of the other.
      aliveAt = now - polledAt > 8 * pollEveryMs ? now : Math.max(aliveAt, running.calls.heardAt);
      polledAt = now;
      if (running.calls.waiting === 0) this.#unwatch();
      else if (now - aliveAt > stallMs)
        void this.#end(running, "stalled", `it kept its processor busy for more than ${stallMs / 1000} s`);
      else running.calls.ping();
    }, pollEveryMs);
  }

  #unwatch(): void {
    clearInterval(this.#watch);
    this.#watch = undefined;
  }

  async #end(running: Running, reason: ProgramStopped["reason"], message: string): Promise<void> {
    if (this.#running !== running) return;
    this.#running = undefined;
    this.#unwatch();
    const stopped = new ProgramStopped(reason, message);
    running.calls.rejectAll(stopped);
    if (reason !== "closed") this.#options.onStopped?.(stopped);
    await running.body.kill();
  }
}
