import { compile } from "@aisle/runtime/compile/compile";
import type { Facts } from "@aisle/runtime/compile/facts";
import { toAisleError } from "@aisle/runtime/errors";
import { execute } from "@aisle/runtime/execute/execute";
import type { ProcessCapabilities } from "@aisle/runtime/node-sdk/capabilities";
import type { Registry } from "@aisle/runtime/node-sdk/registry";
import type { EndpointRecord, PipelineRecords, VersionRecord } from "../pipelines/pipeline-records.ts";
import { type LivePlan, makeLivePlan } from "./live-plan.ts";
import type { Tokenise } from "./personal-data.ts";

export interface LivePlansDeps {
  readonly records: Pick<PipelineRecords, "endpoints" | "version">;
  readonly registry: Registry;
  readonly workspaces: () => Promise<readonly string[]>;
  readonly facts: (workspaceId: string) => Promise<Facts>;
  readonly capabilities: (workspaceId: string) => Promise<ProcessCapabilities>;
  readonly tokenise: (workspaceId: string) => Tokenise;
  readonly onError: (error: unknown, slug: string) => void;
}

/** How far a version is in this process. */
export interface LivePlanState {
  readonly workspaceId: string;
  readonly slug: string;
  readonly versionId: string;
  readonly number: number;
  readonly state: "ready" | "preparing" | "failed";
  readonly reason?: string;
}

interface Entry {
  live: LivePlan | undefined;
  wanted: EndpointRecord;
  state: LivePlanState;
  /** What the plan was compiled from: version and embedders; another one means compiling again. */
  madeOf: string;
}

/**
 * The plans that this process serves. `refresh` reads which version answers under each slug, prepares the new plan beside the old
 * one and then swaps a pointer: requests in flight keep the plan they began with, so a swap drops none.
 */
export class LivePlans {
  readonly #deps: LivePlansDeps;
  readonly #entries = new Map<string, Entry>();
  #refreshing: Promise<void> | undefined;
  #again = false;

  constructor(deps: LivePlansDeps) {
    this.#deps = deps;
  }

  find(workspaceId: string, slug: string): LivePlan | undefined {
    return this.#entries.get(`${workspaceId}/${slug}`)?.live;
  }

  /** Every plan that answers now. */
  live(workspaceId: string): readonly LivePlan[] {
    return [...this.#entries.values()].flatMap(({ live }) => (live?.workspaceId === workspaceId ? live : []));
  }

  states(): readonly LivePlanState[] {
    return [...this.#entries.values()].map((entry) => entry.state);
  }

  /** Brings the table up to date; calls that come meanwhile lead to one more round. */
  refresh(): Promise<void> {
    if (this.#refreshing !== undefined) {
      this.#again = true;
      return this.#refreshing;
    }
    this.#refreshing = this.#rounds().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  async #rounds(): Promise<void> {
    do {
      this.#again = false;
      const seen = new Set<string>();
      for (const workspaceId of await this.#deps.workspaces()) {
        const facts = await this.#deps.facts(workspaceId);
        for (const endpoint of await this.#deps.records.endpoints(workspaceId)) {
          seen.add(`${workspaceId}/${endpoint.slug}`);
          await this.#bringUp(endpoint, facts);
        }
      }
      for (const key of this.#entries.keys()) if (!seen.has(key)) this.#entries.delete(key);
    } while (this.#again);
  }

  async #bringUp(endpoint: EndpointRecord, facts: Facts): Promise<void> {
    const key = `${endpoint.workspaceId}/${endpoint.slug}`;
    const madeOf = JSON.stringify([endpoint.activeVersionId, facts.collections]);
    const known = this.#entries.get(key);
    if (known?.madeOf === madeOf && known.state.state === "ready") return;
    const version = await this.#deps.records.version(endpoint.workspaceId, endpoint.activeVersionId);
    if (version === undefined) return;
    const state = {
      workspaceId: endpoint.workspaceId,
      slug: endpoint.slug,
      versionId: version.id,
      number: version.number,
    };
    const entry: Entry = { live: known?.live, wanted: endpoint, state: { ...state, state: "preparing" }, madeOf };
    this.#entries.set(key, entry);
    try {
      entry.live = await this.#make(endpoint, version, facts);
      entry.state = { ...state, state: "ready" };
    } catch (error) {
      // The old version, if there is one, goes on answering.
      entry.state = { ...state, state: "failed", reason: toAisleError(error).message };
      this.#deps.onError(error, endpoint.slug);
    }
  }

  async #make(endpoint: EndpointRecord, version: VersionRecord, facts: Facts): Promise<LivePlan> {
    const { workspaceId, slug, pipelineId } = endpoint;
    const capabilities = await this.#deps.capabilities(workspaceId);
    const compiled = await compile(version.graph, this.#deps.registry, facts, capabilities);
    if (!compiled.ok) throw new Error(compiled.problems.find((problem) => problem.severity === "error")!.message);
    const live = makeLivePlan(
      {
        workspaceId,
        slug,
        pipelineId,
        versionId: version.id,
        versionNumber: version.number,
        plan: compiled.plan,
        capabilities,
      },
      this.#deps.tokenise(workspaceId),
    );
    // A request is answered by warm code and loaded models: the stored samples see to that, whatever they answer.
    for (const sample of version.graph.samples)
      await execute(live.plan, sample.request, { capabilities, deadlineMs: 5_000 });
    return live;
  }
}
