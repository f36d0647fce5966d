import type { DraftSummary, ListedPipeline } from "@aisle/contracts/pipeline";
import type { PipelineRecords } from "@aisle/contracts/pipeline-records";
import { contentHash } from "@aisle/runtime/canonical-json";
import { checkGraph } from "@aisle/runtime/compile/check-graph";
import { configureNodes } from "@aisle/runtime/compile/configure-nodes";
import type { Facts } from "@aisle/runtime/compile/facts";
import { emptyGraph, type Graph } from "@aisle/runtime/graph/graph";
import { countChanges, graphDifference } from "@aisle/runtime/graph/graph-difference";
import type { Json } from "@aisle/runtime/json";
import type { NodeManifest } from "@aisle/runtime/node-sdk/manifest";
import type { Registries } from "@aisle/runtime/node-sdk/registries";

interface SummaryPorts {
  readonly records: Pick<PipelineRecords, "listed" | "find" | "version" | "storeSummary">;
  readonly registries: Registries;
  readonly facts: (workspaceId: string) => Promise<Facts>;
}

/** How long a list waits for summaries that are out of date; it then shows the earlier ones. */
const patienceMs = 400;
/** After an edit, once a hand rests. */
const restMs = 1_000;

/**
 * What lists say of drafts: made after an edit, stored beside the draft, and made again where the live version, the node types or
 * the world outside have changed. A list itself reads no graph.
 */
export class DraftSummaries {
  readonly #deps: SummaryPorts;
  readonly #making = new Map<string, Promise<DraftSummary | undefined>>();
  readonly #resting = new Map<string, ReturnType<typeof setTimeout>>();
  #queue: Promise<unknown> = Promise.resolve();

  constructor(deps: SummaryPorts) {
    this.#deps = deps;
  }

  /** The summary of each pipeline by its id; an earlier one, or none, where a new one takes long. */
  async of(workspaceId: string, pipelines: readonly ListedPipeline[]): Promise<ReadonlyMap<string, DraftSummary>> {
    const world = await this.#world(workspaceId);
    const found = new Map(pipelines.flatMap(({ id, summary }) => (summary === undefined ? [] : [[id, summary]])));
    const stale = pipelines.filter((pipeline) => pipeline.summary?.of !== cacheKey(pipeline, world));
    const made = Promise.all(
      stale.map(async (pipeline) => {
        const summary = await this.#make(workspaceId, pipeline.id, `${pipeline.id} ${cacheKey(pipeline, world)}`);
        if (summary !== undefined) found.set(pipeline.id, summary);
      }),
    );
    if (stale.length > 0) await within(patienceMs, made);
    return found;
  }

  /** Makes a pipeline's summary again some time after it was edited. */
  schedule(workspaceId: string, pipelineId: string): void {
    clearTimeout(this.#resting.get(pipelineId));
    const timer = setTimeout(() => {
      this.#resting.delete(pipelineId);
      // Whoever lists the pipelines next tries again.
      this.#refresh(workspaceId, pipelineId).catch(() => undefined);
    }, restMs);
    (timer as { unref?: () => void }).unref?.();
    this.#resting.set(pipelineId, timer);
  }

  async #refresh(workspaceId: string, pipelineId: string): Promise<void> {
    const pipeline = await this.#deps.records.listed(workspaceId, pipelineId);
    if (pipeline !== undefined) await this.of(workspaceId, [pipeline]);
  }

  /** One at a time, each once, however many lists ask. */
  #make(workspaceId: string, pipelineId: string, key: string): Promise<DraftSummary | undefined> {
    let making = this.#making.get(key);
    if (making === undefined) {
      making = this.#queue.then(() => this.#summarise(workspaceId, pipelineId)).catch(() => undefined);
      this.#queue = making.then(() => this.#making.delete(key));
      this.#making.set(key, making);
    }
    return making;
  }

  async #summarise(workspaceId: string, pipelineId: string): Promise<DraftSummary | undefined> {
    const { records, registries, facts } = this.#deps;
    const registry = registries.for(workspaceId);
    const [listed, pipeline, known, world] = await Promise.all([
      records.listed(workspaceId, pipelineId),
      records.find(workspaceId, pipelineId),
      facts(workspaceId),
      this.#world(workspaceId),
    ]);
    if (listed === undefined || pipeline === undefined) return undefined;
    const { live } = listed;
    const version = live === null ? undefined : await records.version(workspaceId, live.versionId);
    const { graph, revision } = pipeline;
    const { problems } = await configureNodes(graph, registry, {});
    const all = checkGraph(graph, registry.manifests, known).concat(problems);
    const summary: DraftSummary = {
      of: cacheKey({ revision, live }, world),
      nodes: graph.nodes.length,
      problems: all.filter(({ severity }) => severity === "error").length,
      changes: changesBetween(version?.graph, graph),
      collections: collectionsOf(graph, registry.manifests),
    };
    await records.storeSummary(workspaceId, pipelineId, summary);
    return summary;
  }

  /** What a graph's problems depend on besides the graph. */
  async #world(workspaceId: string): Promise<string> {
    const { registries, facts } = this.#deps;
    const nodes = [...registries.for(workspaceId).definitions.values()].map(
      ({ type, version }) => `${type}@${version}`,
    );
    // Artifacts are trained again every minute, and make no problem.
    const { artifacts: _artifacts, ...known } = await facts(workspaceId);
    return (await contentHash({ nodes, known } as unknown as Json)).slice(0, 16);
  }
}

function collectionsOf(graph: Graph, manifests: ReadonlyMap<string, NodeManifest>): readonly string[] {
  const asked = graph.nodes.map(({ type, config }) => config.collection ?? manifests.get(type)?.defaults.collection);
  return [...new Set(asked.filter((name) => typeof name === "string"))];
}

/** How many changes a draft has against the live version, all of it when nothing is live. */
export function changesBetween(live: Graph | undefined, draft: Graph): number {
  return countChanges(graphDifference(live ?? emptyGraph, draft));
}

const cacheKey = ({ revision, live }: Pick<ListedPipeline, "revision" | "live">, world: string) =>
  [revision, live?.versionId ?? "", world].join(" ");

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, patience]);
  clearTimeout(timer);
}
