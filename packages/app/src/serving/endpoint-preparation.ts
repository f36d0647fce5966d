import type { Endpoint } from "@aisle/contracts/endpoint";
import type { Version } from "@aisle/contracts/version";
import { backoffMs } from "@aisle/runtime/backoff";
import { changedFacts, type Facts, sameFacts } from "@aisle/runtime/compile/facts";
import { toAisleError } from "@aisle/runtime/errors";
import type { PreparedSplit } from "./endpoint-arms.ts";
import { type LiveEndpoint, makeLiveEndpoint } from "./live-endpoint.ts";
import type { LivePlan } from "./live-plan.ts";

/** The version answers, but without one of its experiments. */
class ArmsNotReady extends Error {
  constructor(cause: unknown) {
    super("The arms of its experiments are not ready.", { cause });
  }
}

/** How far a version is in this process; `ready` with a reason where it answers without one of its experiments. */
export interface LivePlanState {
  readonly workspaceId: string;
  readonly slug: string;
  readonly versionId: string;
  readonly number: number;
  readonly state: "ready" | "preparing" | "failed";
  readonly reason?: string;
}

/** Milliseconds before the first retry of a failed preparation, and at most; each pause is twice the one before. */
export interface RetryPauses {
  readonly firstMs: number;
  readonly maxMs: number;
}

export interface EndpointPreparationDeps {
  readonly version: (endpoint: Endpoint) => Promise<Version | undefined>;
  readonly facts: (workspaceId: string) => Promise<Facts>;
  /** `isWarm` says that this process answers by the same version with the same models already. */
  readonly make: (endpoint: Endpoint, version: Version, facts: Facts, isWarm: boolean) => Promise<LivePlan>;
  /** What the arms of its experiments add to a version that is prepared. `warmBefore` ran the same code with older data. */
  readonly split?: (
    endpoint: Endpoint,
    version: Version,
    facts: Facts,
    live: LivePlan,
    warmBefore: LivePlan | undefined,
  ) => Promise<PreparedSplit>;
  /** What tells the experiments of an endpoint apart from those of before; the same text, the same arms. */
  readonly splitKey?: (endpoint: Endpoint) => string;
  /** Called for a failure, once until the reason changes or a preparation succeeds. */
  readonly onError: (error: unknown, slug: string) => void;
  readonly retry: RetryPauses;
}

interface Target {
  readonly endpoint: Endpoint;
  readonly facts: () => Promise<Facts>;
}

/**
 * One endpoint of this process: the plan that answers, and the preparation of the version that should. A preparation that failed
 * is retried with growing pauses until it succeeds or another version is wanted; the old plan goes on answering meanwhile.
 */
export class EndpointPreparation {
  liveEndpoint: LiveEndpoint | undefined;
  state: LivePlanState;
  readonly #deps: EndpointPreparationDeps;
  #target: Target;
  #running: Promise<void> | undefined;
  #retry: NodeJS.Timeout | undefined;
  #retryAt = 0;
  #failures = 0;
  #closed = false;
  #splitKey = "";

  constructor(endpoint: Endpoint, deps: EndpointPreparationDeps) {
    this.#deps = deps;
    this.#target = { endpoint, facts: () => deps.facts(endpoint.workspaceId) };
    this.state = stateOf(endpoint, 0, "preparing");
  }

  get live(): LivePlan | undefined {
    return this.liveEndpoint?.base;
  }

  /** Prepares what is wanted now, from facts that others may have read for it; resolves when that was tried. Never rejects. */
  want(endpoint: Endpoint, facts: () => Promise<Facts>): Promise<void> {
    this.#target = { endpoint, facts };
    clearTimeout(this.#retry);
    this.#running ??= this.#untilCurrent();
    return this.#running;
  }

  /** Whole seconds after which a request may find the plan prepared. */
  retryAfterS(now = Date.now()): number {
    return Math.max(1, Math.ceil((this.#retryAt - now) / 1000));
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#retry);
    this.live?.elsewhere?.forget();
  }

  async #untilCurrent(): Promise<void> {
    let tried: Target;
    do {
      tried = this.#target;
      await this.#prepare(tried);
    } while (tried !== this.#target);
    this.#running = undefined;
  }

  async #prepare({ endpoint, facts: factsOf }: Target): Promise<void> {
    let number = this.state.versionId === endpoint.activeVersionId ? this.state.number : 0;
    const splitKey = this.#deps.splitKey?.(endpoint) ?? "";
    try {
      const facts = await factsOf();
      const isCurrent = this.#isCurrent(endpoint, facts);
      if (!isCurrent || splitKey !== this.#splitKey) {
        if (!isCurrent) this.state = stateOf(endpoint, number, "preparing");
        const version = await this.#deps.version(endpoint);
        if (version === undefined) throw new Error("The version that should answer is gone.");
        number = version.number;
        if (!isCurrent) this.state = stateOf(endpoint, number, "preparing");
        await this.#swap(endpoint, version, facts, isCurrent, splitKey);
      }
      this.#failures = 0;
      this.state = stateOf(endpoint, this.live?.versionNumber ?? number, "ready");
    } catch (error) {
      this.#failed(endpoint, number, error);
    }
  }

  /** Plan and arms are swapped at once. Arms that cannot be prepared keep neither the version nor other experiments from answering. */
  async #swap(endpoint: Endpoint, version: Version, facts: Facts, isCurrent: boolean, splitKey: string): Promise<void> {
    const before = this.live;
    const isWarm = this.#isWarm(endpoint, facts);
    const live = isCurrent ? before! : await this.#deps.make(endpoint, version, facts, isWarm);
    const found =
      splitKey === ""
        ? undefined
        : await this.#deps.split?.(endpoint, version, facts, live, isWarm ? before : undefined);
    this.liveEndpoint = makeLiveEndpoint(live, found?.split);
    this.#splitKey = found?.error === undefined ? splitKey : "";
    if (before !== live) before?.elsewhere?.forget();
    // Closed while it was prepared: nobody asks for it.
    if (this.#closed) live.elsewhere?.forget();
    if (found?.error !== undefined) throw new ArmsNotReady(found.error);
  }

  /** A fact that the plan did not read, such as another collection, makes no other plan. */
  #isCurrent({ slug, activeVersionId }: Endpoint, facts: Facts): boolean {
    const { live } = this;
    return live?.versionId === activeVersionId && live.slug === slug && sameFacts(live.plan.facts, facts);
  }

  /** Newer popularity, which comes once a minute, runs the same code; another embedding model has to be loaded first. */
  #isWarm({ activeVersionId }: Endpoint, facts: Facts): boolean {
    const { live } = this;
    return (
      live?.versionId === activeVersionId &&
      changedFacts(live.plan.facts, facts).every((path) => path.startsWith("artifact."))
    );
  }

  #failed(endpoint: Endpoint, number: number, error: unknown): void {
    const answers = error instanceof ArmsNotReady;
    const reason = answers
      ? `An experiment of it is not assigned here: ${toAisleError(error.cause).message}`
      : toAisleError(error).message;
    if (this.#failures === 0 || this.state.reason !== reason) this.#deps.onError(error, endpoint.slug);
    this.state = { ...stateOf(endpoint, number, answers ? "ready" : "failed"), reason };
    this.#failures++;
    const pauseMs = backoffMs(this.#failures, this.#deps.retry);
    if (this.#closed) return;
    this.#retryAt = Date.now() + pauseMs;
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => void this.want(endpoint, () => this.#deps.facts(endpoint.workspaceId)), pauseMs);
    this.#retry.unref();
  }
}

function stateOf(
  { workspaceId, slug, activeVersionId }: Endpoint,
  number: number,
  state: LivePlanState["state"],
): LivePlanState {
  return { workspaceId, slug, versionId: activeVersionId, number, state };
}
