import type { Endpoint } from "@aisle/contracts/endpoint";
import type { PipelineRecords } from "@aisle/contracts/pipeline-records";
import type { Version } from "@aisle/contracts/version";
import { backtrackingPattern } from "@aisle/nodes/linear-pattern";
import { compile } from "@aisle/runtime/compile/compile";
import { PreparedNodes } from "@aisle/runtime/compile/configure-nodes";
import type { Facts } from "@aisle/runtime/compile/facts";
import { AisleError } from "@aisle/runtime/errors";
import { execute } from "@aisle/runtime/execute/execute";
import type { Graph } from "@aisle/runtime/graph/graph";
import type { ProcessCapabilities } from "@aisle/runtime/node-sdk/capabilities/capability";
import type { Registries } from "@aisle/runtime/node-sdk/registries";
import {
  armsKey,
  experimentsOf,
  type PreparedSplit,
  prepareSplit,
  type WorkspaceExperiments,
} from "./endpoint-arms.ts";
import { EndpointPreparation, type LivePlanState, type RetryPauses } from "./endpoint-preparation.ts";
import type { LiveEndpoint } from "./live-endpoint.ts";
import { type LivePlan, makeLivePlan, type ServedElsewhere } from "./live-plan.ts";
import type { Tokenise } from "./personal-data.ts";

export interface LivePlansDeps {
  readonly records: Pick<PipelineRecords, "endpoints" | "version">;
  readonly registries: Registries;
  readonly workspaces: () => Promise<readonly string[]>;
  readonly facts: (workspaceId: string) => Promise<Facts>;
  readonly capabilities: (workspaceId: string) => Promise<ProcessCapabilities>;
  /** Prepares a version that may hold its thread up in a thread that can be ended. */
  readonly isolate?: (endpoint: Endpoint, version: Version, facts: Facts) => Promise<ServedElsewhere>;
  readonly tokenise: (workspaceId: string) => Tokenise;
  /** What runs in a workspace beside its versions; nothing by default. */
  readonly experiments?: (workspaceId: string) => Promise<WorkspaceExperiments>;
  readonly onError: (error: unknown, slug: string) => void;
  readonly retry?: RetryPauses;
}

const usualPauses: RetryPauses = { firstMs: 500, maxMs: 30_000 };

/**
 * The plans that this process serves. `refresh` reads which version answers under each slug, prepares the new plan beside the old
 * one and then swaps a pointer: requests in flight keep the plan they began with, so a swap drops none.
 */
export class LivePlans {
  readonly #deps: LivePlansDeps;
  readonly #entries = new Map<string, EndpointPreparation>();
  /** Keys of earlier addresses → the key of the endpoint. */
  #aliases: ReadonlyMap<string, string> = new Map();
  /** The reading that goes on, with the preparations that it began. */
  #reading: Promise<readonly Promise<void>[]> | undefined;
  #again = false;
  #isStale = true;
  #experiments: ReadonlyMap<string, WorkspaceExperiments> = new Map();
  /** What nodes of a version were prepared to, for its arms. */
  readonly #prepared = new WeakMap<LivePlan, PreparedNodes>();
  /** The plans of a version's arms: another split has the same ones. */
  readonly #arms = new WeakMap<LivePlan, Map<string, LivePlan>>();

  constructor(deps: LivePlansDeps) {
    this.#deps = deps;
  }

  /** What answers at an address, or at the one that it was moved to. */
  find(workspaceId: string, slug: string): LiveEndpoint | undefined {
    return this.#entryOf(workspaceId, slug)?.liveEndpoint;
  }

  #entryOf(workspaceId: string, slug: string): EndpointPreparation | undefined {
    const key = `${workspaceId}/${slug}`;
    return this.#entries.get(key) ?? this.#entries.get(this.#aliases.get(key) ?? "");
  }

  /** Why `find` gave nothing: 404 only where it is certain that nothing is live under the slug, else 503 until it is prepared. */
  missing(workspaceId: string, slug: string): AisleError {
    const entry = this.#entryOf(workspaceId, slug);
    if (entry === undefined && !this.#isStale)
      return new AisleError("endpoint.not-found", `Nothing is live under “${slug}”.`, { slug });
    const message =
      entry === undefined ? "may be live, but the list of endpoints is not up to date" : "is being prepared";
    const retryAfterS = entry?.retryAfterS() ?? 1;
    return new AisleError("endpoint.not-ready", `“${slug}” ${message}.`, { slug, retryAfterS });
  }

  /** Every plan that answers now. */
  live(workspaceId: string): readonly LivePlan[] {
    return [...this.#entries.values()].flatMap(({ live }) => (live?.workspaceId === workspaceId ? live : []));
  }

  states(): readonly LivePlanState[] {
    return [...this.#entries.values()].map((entry) => entry.state);
  }

  /** True while something may have been published that this process has not read. */
  get isStale(): boolean {
    return this.#isStale;
  }

  /** Says that notifications may have been missed: until the next successful `refresh`, an unknown slug is not called unknown. */
  markStale(): void {
    this.#isStale = true;
  }

  /**
   * Reads the table of endpoints (calls that come meanwhile lead to one more reading) and prepares what changed; resolves when
   * that was tried. Rejects when the table could not be read.
   */
  async refresh(): Promise<void> {
    this.#again = true;
    this.#reading ??= this.#readUntilCurrent()
      .catch((error: unknown) => {
        this.#isStale = true;
        throw error;
      })
      .finally(() => {
        this.#reading = undefined;
      });
    await Promise.all(await this.#reading);
  }

  close(): void {
    for (const entry of this.#entries.values()) entry.close();
  }

  async #readUntilCurrent(): Promise<readonly Promise<void>[]> {
    let preparing: readonly Promise<void>[] = [];
    while (this.#again) {
      this.#again = false;
      preparing = await this.#read();
    }
    return preparing;
  }

  /** Every endpoint is known before the first is prepared: one that is slow or fails hides no other. */
  async #read(): Promise<readonly Promise<void>[]> {
    const endpoints: Endpoint[] = [];
    const experiments = new Map<string, WorkspaceExperiments>();
    for (const workspaceId of await this.#deps.workspaces()) {
      endpoints.push(...(await this.#deps.records.endpoints(workspaceId)));
      if (this.#deps.experiments !== undefined) experiments.set(workspaceId, await this.#deps.experiments(workspaceId));
    }
    this.#experiments = experiments;
    this.#isStale = false;
    const factsOf = new Map<string, Promise<Facts>>();
    const facts = (workspaceId: string) => {
      const known = factsOf.get(workspaceId) ?? this.#deps.facts(workspaceId);
      factsOf.set(workspaceId, known);
      return known;
    };
    const seen = new Set<string>();
    const preparing = endpoints.map((endpoint) => {
      const key = `${endpoint.workspaceId}/${endpoint.slug}`;
      seen.add(key);
      this.#follow(endpoint, key);
      return this.#entry(key, endpoint).want(endpoint, () => facts(endpoint.workspaceId));
    });
    for (const [key, entry] of this.#entries) {
      if (seen.has(key)) continue;
      entry.close();
      this.#entries.delete(key);
    }
    this.#aliases = new Map(
      endpoints.flatMap(({ workspaceId, slug, aliases }) =>
        aliases.map((alias) => [`${workspaceId}/${alias}`, `${workspaceId}/${slug}`] as const),
      ),
    );
    return preparing;
  }

  /** An endpoint that was moved goes on answering by its plan until the one under its new address is prepared. */
  #follow({ workspaceId, aliases }: Endpoint, key: string): void {
    if (this.#entries.has(key)) return;
    const before = aliases.map((alias) => `${workspaceId}/${alias}`).find((alias) => this.#entries.has(alias));
    if (before === undefined) return;
    this.#entries.set(key, this.#entries.get(before)!);
    this.#entries.delete(before);
  }

  #entry(key: string, endpoint: Endpoint): EndpointPreparation {
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      const { records, facts, onError, retry = usualPauses } = this.#deps;
      entry = new EndpointPreparation(endpoint, {
        version: ({ workspaceId, activeVersionId }) => records.version(workspaceId, activeVersionId),
        facts,
        make: (...parts) => this.#make(...parts),
        split: (...parts) => this.#split(...parts),
        splitKey: (wanted) => this.#splitKey(wanted),
        onError,
        retry,
      });
      this.#entries.set(key, entry);
    }
    return entry;
  }

  #running({ workspaceId, pipelineId, activeVersionId }: Endpoint): WorkspaceExperiments {
    const { experiments, holdoutShare } = this.#experiments.get(workspaceId) ?? { experiments: [], holdoutShare: 0 };
    return { experiments: experimentsOf(experiments, pipelineId, activeVersionId), holdoutShare };
  }

  #splitKey(endpoint: Endpoint): string {
    const { experiments, holdoutShare } = this.#running(endpoint);
    return experiments.length === 0 ? "" : armsKey(experiments, holdoutShare);
  }

  /** Arms run in this thread: a version that may hold it up has none. */
  async #split(
    endpoint: Endpoint,
    version: Version,
    facts: Facts,
    live: LivePlan,
    warmBefore: LivePlan | undefined,
  ): Promise<PreparedSplit> {
    const { experiments, holdoutShare } = this.#running(endpoint);
    const { workspaceId } = endpoint;
    const registry = this.#deps.registries.for(workspaceId);
    const { capabilities, slug, pipelineId, versionId, versionNumber } = live;
    const made = this.#arms.get(live) ?? new Map<string, LivePlan>();
    this.#arms.set(live, made);
    const isWarm = warmBefore && this.#arms.get(warmBefore);
    return prepareSplit(version, experiments, holdoutShare, {
      made,
      version: (id) => this.#deps.records.version(workspaceId, id),
      make: async (graph, key) => {
        const compiled = await compile(graph, registry, facts, capabilities, this.#prepared.get(live));
        if (!compiled.ok) throw new Error(compiled.problems.find((problem) => problem.severity === "error")!.message);
        const parts = { workspaceId, slug, pipelineId, versionId, versionNumber, plan: compiled.plan, capabilities };
        const arm = makeLivePlan(parts, this.#deps.tokenise(workspaceId));
        if (isWarm?.has(key) !== true) await warm(arm, graph);
        return arm;
      },
    });
  }

  async #make(endpoint: Endpoint, version: Version, facts: Facts, isWarm: boolean): Promise<LivePlan> {
    const { workspaceId, slug, pipelineId } = endpoint;
    const { registries, isolate, tokenise } = this.#deps;
    const registry = registries.for(workspaceId);
    const offered = await this.#deps.capabilities(workspaceId);
    const parts = { workspaceId, slug, pipelineId, versionId: version.id, versionNumber: version.number };
    const prepared = new PreparedNodes();
    const compiled = await compile(version.graph, registry, facts, offered, prepared);
    if (compiled.ok) {
      const live = makeLivePlan({ ...parts, plan: compiled.plan, capabilities: offered }, tokenise(workspaceId));
      this.#prepared.set(live, prepared);
      if (!isWarm) await warm(live, version.graph);
      return live;
    }
    // Published before patterns had to be matched in linear time? Then it serves on, but not in this thread.
    const capabilities = { ...offered, patterns: { compile: backtrackingPattern } };
    const backtracking = isolate === undefined ? compiled : await compile(version.graph, registry, facts, capabilities);
    if (!backtracking.ok || isolate === undefined)
      throw new Error(compiled.problems.find((problem) => problem.severity === "error")!.message);
    const elsewhere = await isolate(endpoint, version, facts);
    return { ...makeLivePlan({ ...parts, plan: backtracking.plan, capabilities }, tokenise(workspaceId)), elsewhere };
  }
}

/** A request is answered by warm code and loaded models: the stored samples see to that, whatever they answer. */
async function warm({ plan, capabilities }: LivePlan, { samples }: Graph): Promise<void> {
  for (const { request } of samples)
    await execute(plan, request, { mode: "rehearsal", capabilities, deadlineMs: 5_000 });
}
