import type { DecisionReads } from "@aisle/contracts/decision-log";
import type { PipelineRecords } from "@aisle/contracts/pipeline-records";
import type { Graph } from "@aisle/runtime/graph/graph";

const dayMs = 86_400_000;

/**
 * Tells how fast a template is in this shop: the slowest p99 of the last day, in milliseconds, of the live endpoints that were
 * made of it, `null` while none answered. A pipeline is of a template as long as it has the same nodes: ids are kept.
 */
export async function templateSpeed(
  {
    records,
    decisions,
  }: {
    readonly records: Pick<PipelineRecords, "endpoints" | "liveNodes">;
    readonly decisions: Pick<DecisionReads, "totals">;
  },
  workspaceId: string,
): Promise<(graph: Graph) => number | null> {
  const until = Date.now();
  const [endpoints, nodes, day] = await Promise.all([
    records.endpoints(workspaceId),
    records.liveNodes(workspaceId),
    decisions.totals(workspaceId, { since: until - dayMs, until }),
  ]);
  const live = endpoints.map(({ slug, activeVersionId }) => {
    return { nodes: nodes.get(activeVersionId), p99Ms: day.get(slug)?.p99Ms ?? null };
  });
  return (graph) => {
    const own = nodesOf(graph);
    const times = live.flatMap(({ nodes: of, p99Ms }) => (of === own && p99Ms !== null ? [p99Ms] : []));
    return times.length === 0 ? null : Math.max(...times);
  };
}

const nodesOf = ({ nodes }: Graph): string =>
  nodes
    .map(({ id, type }) => `${id}:${type}`)
    .sort()
    .join();
