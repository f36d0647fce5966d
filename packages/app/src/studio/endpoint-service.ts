import { AisleError } from "@aisle/runtime/errors";
import type { JsonObject } from "@aisle/runtime/json";
import type { EndpointRecord } from "../pipelines/pipeline-records.ts";
import type { StudioServices } from "../studio-services.ts";
import type { Caller, EndpointRow } from "../studio-shapes.ts";
import { decisionService } from "./decision-service.ts";
import { servingProcesses } from "./serving-processes.ts";
import type { StudioDeps } from "./studio-deps.ts";
import { listVersions } from "./version-service.ts";

type EndpointService = Pick<StudioServices, "listEndpoints" | "endpoint" | "traffic" | "tryIt">;

const hourMs = 3_600_000;

/** Live endpoints: what answers, where, how fast. */
export function endpointService(deps: StudioDeps): EndpointService {
  const traces = decisionService(deps);
  const find = async (caller: Caller, slug: string) => {
    const endpoints = await deps.records.endpoints(caller.workspaceId);
    const endpoint = endpoints.find((candidate) => candidate.slug === slug);
    if (endpoint === undefined)
      throw new AisleError("endpoint.not-found", `Nothing is live under “${slug}”.`, { slug });
    return endpoint;
  };
  return {
    async listEndpoints(caller) {
      const endpoints = await deps.records.endpoints(caller.workspaceId);
      return Promise.all(endpoints.map((endpoint) => endpointRow(deps, endpoint)));
    },
    async endpoint(caller, slug) {
      const endpoint = await find(caller, slug);
      const version = await deps.records.version(caller.workspaceId, endpoint.activeVersionId);
      const trigger = version?.graph.nodes.find((node) => deps.registry.manifests.get(node.type)?.role === "trigger");
      const manifest = trigger === undefined ? undefined : deps.registry.manifests.get(trigger.type);
      const schema = (trigger?.config.requestSchema ??
        manifest?.defaults.requestSchema ?? { type: "object" }) as JsonObject;
      return {
        ...(await endpointRow(deps, endpoint)),
        url: `${deps.workerUrl}/v1/${slug}`,
        processes: await servingProcesses(deps, caller.workspaceId, slug),
        requestSchema: schema,
        samples: version?.graph.samples ?? [],
        versions: await listVersions(deps, caller, endpoint.pipelineId),
      };
    },
    async traffic(caller, slug, hours) {
      const endpoint = await find(caller, slug);
      const stepSeconds = Math.max(60, Math.ceil((hours * 3600) / 120 / 60) * 60);
      const since = new Date(Math.floor((Date.now() - hours * hourMs) / (stepSeconds * 1000)) * stepSeconds * 1000);
      const query = { workspaceId: caller.workspaceId, endpoint: slug, since, stepSeconds };
      const [points, versions] = await Promise.all([
        deps.decisions.traffic(query),
        deps.records.versions(caller.workspaceId, endpoint.pipelineId),
      ]);
      return {
        stepSeconds,
        points: fillGaps(points, since, stepSeconds),
        marks: versions
          .filter((version) => version.status === "ready" && version.createdAt >= since)
          .map((version) => ({ at: version.createdAt.toISOString(), text: `v${version.number}` })),
      };
    },
    async tryIt(caller, slug, body) {
      await find(caller, slug);
      const answer = await deps.worker.tryIt(caller.workspaceId, slug, body);
      const decisionId = (answer.body as { decisionId?: string } | null)?.decisionId ?? null;
      const trace = decisionId === null ? undefined : await traces.traceSoon(caller, decisionId);
      return { ...answer, decisionId, items: trace?.slots ?? [], steps: trace?.steps ?? [] };
    },
  };
}

async function endpointRow(deps: StudioDeps, endpoint: EndpointRecord): Promise<EndpointRow> {
  const { workspaceId, slug, pipelineId } = endpoint;
  const [pipeline, version, points] = await Promise.all([
    deps.records.find(workspaceId, pipelineId),
    deps.records.version(workspaceId, endpoint.activeVersionId),
    deps.decisions.traffic({ workspaceId, endpoint: slug, since: new Date(Date.now() - hourMs), stepSeconds: 3600 }),
  ]);
  const requests = points.reduce((sum, point) => sum + point.requests, 0);
  const errors = points.reduce((sum, point) => sum + point.errors, 0);
  // Two clock hours may touch the last 60 minutes; the larger p99 is the honest one.
  const p99Us = Math.max(...points.map((point) => point.p99Us), 0);
  return {
    slug,
    pipelineId,
    pipelineName: pipeline?.name ?? slug,
    version: { id: endpoint.activeVersionId, number: version?.number ?? 0 },
    since: endpoint.updatedAt.toISOString(),
    requests,
    p99Ms: requests === 0 ? null : p99Us / 1000,
    errorShare: requests === 0 ? null : errors / requests,
  };
}

type Point = Awaited<ReturnType<StudioDeps["decisions"]["traffic"]>>[number];

function fillGaps(points: readonly Point[], since: Date, stepSeconds: number) {
  const byTime = new Map(points.map((point) => [point.at.getTime(), point]));
  const filled = [];
  for (let at = since.getTime(); at <= Date.now(); at += stepSeconds * 1000) {
    const point = byTime.get(at);
    filled.push({
      at: new Date(at).toISOString(),
      requests: point?.requests ?? 0,
      errors: point?.errors ?? 0,
      p50Ms: point === undefined ? null : point.p50Us / 1000,
      p99Ms: point === undefined ? null : point.p99Us / 1000,
    });
  }
  return filled;
}
