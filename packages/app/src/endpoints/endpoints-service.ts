import type { EndpointTotals } from "@aisle/contracts/decision-log";
import type { Endpoint } from "@aisle/contracts/endpoint";
import { AisleError } from "@aisle/runtime/errors";
import type { Graph } from "@aisle/runtime/graph/graph";
import { requestRoles } from "@aisle/runtime/graph/request-roles";
import type { Json, JsonObject } from "@aisle/runtime/json";
import { ZoneClock } from "@aisle/runtime/zoned-time";
import type { Caller } from "../access/caller.ts";
import { auditActor } from "../audit/audit-service.ts";
import { readTraceWithRetry } from "../decisions/read-trace.ts";
import { ownSamples } from "../demo-shop/own-samples.ts";
import { findPipeline } from "../pipelines/find-pipeline.ts";
import type { Area } from "../services/area.ts";
import { openApiOf } from "../serving/open-api.ts";
import { listVersions } from "../versions/list-versions.ts";
import { refuseBadSlug, slugTaken } from "./addresses.ts";
import type { EndpointsPorts } from "./endpoints-ports.ts";
import type { EndpointDetail, EndpointRow, Traffic, TryItAnswer } from "./endpoints-shapes.ts";
import { servingProcesses } from "./serving-processes.ts";

/** Live endpoints: what answers, where, how fast. Verbs that take an address throw `endpoint.not-found`. */
export interface EndpointsService {
  list(caller: Caller): Promise<readonly EndpointRow[]>;
  get(caller: Caller, slug: string): Promise<EndpointDetail>;
  traffic(caller: Caller, slug: string, hours: number): Promise<Traffic>;
  /** The OpenAPI document of one live endpoint. */
  openApi(caller: Caller, slug: string): Promise<JsonObject>;
  tryIt(caller: Caller, slug: string, body: Json): Promise<TryItAnswer>;
  /** Gives a live pipeline another address; the old one goes on answering. Throws `endpoint.slug-taken`. */
  moveAddress(caller: Caller, pipelineId: string, slug: string): Promise<void>;
  /** Takes an earlier address away permanently: whoever still calls it gets 404. */
  removeAlias(caller: Caller, pipelineId: string, slug: string): Promise<void>;
}

export const endpointsArea: Area<EndpointsService, EndpointsPorts> = {
  permissions: {
    list: "look",
    get: "look",
    traffic: "look",
    openApi: "look",
    tryIt: "try",
    moveAddress: "publish",
    removeAlias: "publish",
  },
  make: endpointsService,
};

const hourMs = 3_600_000;

function endpointsService(ports: EndpointsPorts): EndpointsService {
  const find = async (caller: Caller, slug: string) => {
    const endpoints = await ports.records.endpoints(caller.workspaceId);
    const endpoint =
      endpoints.find((candidate) => candidate.slug === slug) ??
      endpoints.find((candidate) => candidate.aliases.includes(slug));
    if (endpoint === undefined)
      throw new AisleError("endpoint.not-found", `Nothing is live under “${slug}”.`, { slug });
    return endpoint;
  };
  return {
    async list(caller) {
      const [endpoints, lastHour] = await Promise.all([
        ports.records.endpoints(caller.workspaceId),
        totalsOfLastHour(ports, caller.workspaceId),
      ]);
      return endpoints.map((endpoint) => endpointRow(endpoint, lastHour.get(endpoint.slug)));
    },
    async openApi(caller, slug) {
      const endpoint = await find(caller, slug);
      const version = await ports.records.version(caller.workspaceId, endpoint.activeVersionId);
      const plan = { requestSchema: requestSchemaOf(ports, caller, version?.graph) };
      return openApiOf([{ slug: endpoint.slug, versionNumber: version?.number ?? 0, plan }], ports.workerUrl);
    },
    async get(caller, slug) {
      const endpoint = await find(caller, slug);
      const version = await ports.records.version(caller.workspaceId, endpoint.activeVersionId);
      const schema = requestSchemaOf(ports, caller, version?.graph);
      return {
        ...endpointRow(endpoint, (await totalsOfLastHour(ports, caller.workspaceId)).get(endpoint.slug)),
        url: `${ports.workerUrl}/v1/${endpoint.slug}`,
        called: await ports.decisions.hasTraffic(caller.workspaceId, [endpoint.slug, ...endpoint.aliases]),
        processes: await servingProcesses(ports.processes, caller.workspaceId, endpoint.slug),
        requestSchema: schema,
        requestRoles: requestRoles(triggerConfig(ports, caller, version?.graph)),
        samples: await ownSamples(ports, caller.workspaceId, version?.graph.samples ?? []),
        versions: await listVersions(ports, caller, endpoint.pipelineId),
      };
    },
    async traffic(caller, slug, hours) {
      const endpoint = await find(caller, slug);
      const stepMs = Math.max(60_000, Math.ceil((hours * hourMs) / 120 / 60_000) * 60_000);
      const timeZone = await ports.settings.timeZone(caller.workspaceId);
      const until = new ZoneClock(timeZone).startOfStep(Date.now(), stepMs) + stepMs;
      const since = until - Math.ceil((hours * hourMs) / stepMs) * stepMs;
      const [points, versions] = await Promise.all([
        // Before it was moved it was logged under its earlier addresses.
        ports.decisions.traffic(caller.workspaceId, {
          endpoint: [endpoint.slug, ...endpoint.aliases],
          since,
          until,
          stepMs,
        }),
        ports.records.versions(caller.workspaceId, endpoint.pipelineId),
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
      const answer = await ports.worker.tryIt(caller, slug, body);
      const decisionId = (answer.body as { decisionId?: string } | null)?.decisionId ?? null;
      const trace = decisionId === null ? undefined : await readTraceWithRetry(ports, caller, decisionId);
      // The endpoint's own time: what it took through the studio is nobody's business.
      const totalMs = trace?.totalMs ?? answer.totalMs;
      return { ...answer, totalMs, decisionId, items: trace?.slots ?? [], steps: trace?.steps ?? [] };
    },
    async moveAddress(caller, pipelineId, slug) {
      refuseBadSlug(slug);
      await findPipeline(ports, caller, pipelineId);
      const moved = await ports.records.moveAddress(auditActor(caller), pipelineId, slug);
      if (moved === "taken") throw slugTaken(slug);
      if (moved === "not-live")
        throw new AisleError("endpoint.not-found", "The pipeline is not live yet; publish it under the address.");
    },
    async removeAlias(caller, pipelineId, slug) {
      await findPipeline(ports, caller, pipelineId);
      if (!(await ports.records.removeAlias(auditActor(caller), pipelineId, slug)))
        throw new AisleError("endpoint.not-found", `“${slug}” is no earlier address of this pipeline.`, { slug });
    },
  };
}

function totalsOfLastHour({ decisions }: EndpointsPorts, workspaceId: string) {
  const until = Date.now();
  return decisions.totals(workspaceId, { since: until - hourMs, until });
}

function endpointRow(endpoint: Endpoint, lastHour: EndpointTotals | undefined): EndpointRow {
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
function requestSchemaOf(ports: EndpointsPorts, caller: Caller, graph: Graph | undefined): JsonObject {
  return (triggerConfig(ports, caller, graph).requestSchema ?? { type: "object" }) as JsonObject;
}

/** The settings of a graph's trigger over the defaults of its type. */
function triggerConfig({ registries }: EndpointsPorts, { workspaceId }: Caller, graph: Graph | undefined): JsonObject {
  const { manifests } = registries.for(workspaceId);
  const trigger = graph?.nodes.find((node) => manifests.get(node.type)?.role === "trigger");
  return { ...manifests.get(trigger?.type ?? "")?.defaults, ...trigger?.config } as JsonObject;
}
