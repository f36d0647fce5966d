import { AisleError } from "@aisle/runtime/errors";
import type { Graph } from "@aisle/runtime/graph/graph";
import type { JsonObject } from "@aisle/runtime/json";
import { ZoneClock } from "@aisle/runtime/zoned-time";
import type { EndpointRecord } from "../pipelines/pipeline-records.ts";
import { openApiOf } from "../serving/open-api.ts";
import type { StudioServices } from "../studio-services.ts";
import type { Caller, EndpointRow } from "../studio-shapes.ts";
import { decisionService } from "./decision-service.ts";
import { servingProcesses } from "./serving-processes.ts";
import type { EndpointTotals, StudioDeps } from "./studio-deps.ts";
import { listVersions } from "./version-service.ts";

type EndpointService = Pick<StudioServices, "listEndpoints" | "endpoint" | "traffic" | "openApi" | "tryIt">;

const hourMs = 3_600_000;

/** Live endpoints: what answers, where, how fast. */
export function endpointService(deps: StudioDeps): EndpointService {
  const traces = decisionService(deps);
  const find = async (caller: Caller, slug: string) => {
    const endpoints = await deps.records.endpoints(caller.workspaceId);
    const endpoint =
      endpoints.find((candidate) => candidate.slug === slug) ??
      endpoints.find((candidate) => candidate.aliases.includes(slug));
    if (endpoint === undefined)
      throw new AisleError("endpoint.not-found", `Nothing is live under “${slug}”.`, { slug });
    return endpoint;
  };
  return {
    async listEndpoints(caller) {
      const [endpoints, lastHour] = await Promise.all([
        deps.records.endpoints(caller.workspaceId),
        totalsOfLastHour(deps, caller.workspaceId),
      ]);
      return endpoints.map((endpoint) => endpointRow(endpoint, lastHour.get(endpoint.slug)));
    },
    async openApi(caller, slug) {
      const endpoint = await find(caller, slug);
      const version = await deps.records.version(caller.workspaceId, endpoint.activeVersionId);
      const plan = { requestSchema: requestSchemaOf(deps, caller, version?.graph) };
      return openApiOf([{ slug: endpoint.slug, versionNumber: version?.number ?? 0, plan }], deps.workerUrl);
    },
    async endpoint(caller, slug) {
      const endpoint = await find(caller, slug);
      const version = await deps.records.version(caller.workspaceId, endpoint.activeVersionId);
      const schema = requestSchemaOf(deps, caller, version?.graph);
      return {
        ...endpointRow(endpoint, (await totalsOfLastHour(deps, caller.workspaceId)).get(endpoint.slug)),
        url: `${deps.workerUrl}/v1/${endpoint.slug}`,
        processes: await servingProcesses(deps, caller.workspaceId, endpoint.slug),
        requestSchema: schema,
        samples: version?.graph.samples ?? [],
        versions: await listVersions(deps, caller, endpoint.pipelineId),
      };
    },
    async traffic(caller, slug, hours) {
      const endpoint = await find(caller, slug);
      const stepMs = Math.max(60_000, Math.ceil((hours * hourMs) / 120 / 60_000) * 60_000);
      const timeZone = await deps.settings.timeZone(caller.workspaceId);
      const until = new ZoneClock(timeZone).startOfStep(Date.now(), stepMs) + stepMs;
      const since = until - Math.ceil((hours * hourMs) / stepMs) * stepMs;
      const [points, versions] = await Promise.all([
        // Before it was moved it was logged under its earlier addresses.
        deps.decisions.traffic(caller.workspaceId, {
          endpoint: [endpoint.slug, ...endpoint.aliases],
          since,
          until,
          stepMs,
        }),
        deps.records.versions(caller.workspaceId, endpoint.pipelineId),
      ]);
      return {
        timeZone,
        stepSeconds: stepMs / 1000,
        points: points.map((point) => ({ ...point, at: new Date(point.at).toISOString() })),
        marks: versions
          .filter((version) => version.status === "ready" && version.createdAt.getTime() >= since)
          .map((version) => ({ at: version.createdAt.toISOString(), text: `v${version.number}` })),
      };
    },
    async tryIt(caller, slug, body) {
      await find(caller, slug);
      const answer = await deps.worker.tryIt(caller.workspaceId, slug, body);
      const decisionId = (answer.body as { decisionId?: string } | null)?.decisionId ?? null;
      const trace = decisionId === null ? undefined : await traces.traceSoon(caller, decisionId);
      // The endpoint's own time: what it took through the studio is nobody's business.
      const totalMs = trace?.totalMs ?? answer.totalMs;
      return { ...answer, totalMs, decisionId, items: trace?.slots ?? [], steps: trace?.steps ?? [] };
    },
  };
}

function totalsOfLastHour({ decisions }: StudioDeps, workspaceId: string) {
  const until = Date.now();
  return decisions.totals(workspaceId, { since: until - hourMs, until });
}

function endpointRow(endpoint: EndpointRecord, lastHour: EndpointTotals | undefined): EndpointRow {
  const { slug, pipelineId } = endpoint;
  const requests = lastHour?.requests ?? 0;
  return {
    slug,
    pipelineId,
    pipelineName: endpoint.pipelineName,
    aliases: endpoint.aliases,
    version: { id: endpoint.activeVersionId, number: endpoint.activeNumber },
    since: endpoint.updatedAt.toISOString(),
    requests,
    p99Ms: lastHour?.p99Ms ?? null,
    errorShare: requests === 0 ? null : (lastHour?.errors ?? 0) / requests,
  };
}

/** The schema that requests of a graph have to follow: its trigger's, or the default of the trigger's type. */
function requestSchemaOf({ registries }: StudioDeps, { workspaceId }: Caller, graph: Graph | undefined): JsonObject {
  const { manifests } = registries.for(workspaceId);
  const trigger = graph?.nodes.find((node) => manifests.get(node.type)?.role === "trigger");
  const manifest = trigger === undefined ? undefined : manifests.get(trigger.type);
  return (trigger?.config.requestSchema ?? manifest?.defaults.requestSchema ?? { type: "object" }) as JsonObject;
}
