import type { Decision } from "@aisle/contracts/decision";
import type { Version } from "@aisle/contracts/version";
import { AisleError } from "@aisle/runtime/errors";
import type { Caller } from "../access/caller.ts";
import type { ProductStory } from "../runs/runs-shapes.ts";
import type { Area } from "../services/area.ts";
import { storyOfDecision } from "../why/story-of-decision.ts";
import type { DecisionsPorts } from "./decisions-ports.ts";
import type { DecisionFilter, DecisionRow, RequestPage, RequestQuery, TraceInFull } from "./decisions-shapes.ts";
import { decisionRow, traceOf } from "./read-trace.ts";
import { traceInFull } from "./trace-in-full.ts";

/** What endpoints answered, and why. */
export interface DecisionsService {
  /** Requests of one endpoint, the latest first. */
  ofEndpoint(
    caller: Caller,
    slug: string,
    filter: { readonly show: DecisionFilter; readonly limit: number },
  ): Promise<readonly DecisionRow[]>;
  /** Requests of all endpoints, the latest first. */
  list(caller: Caller, query: RequestQuery): Promise<RequestPage>;
  /** Throws `decision.not-found`, as the one below. */
  trace(caller: Caller, decisionId: string): Promise<TraceInFull>;
  /** Why a product stands where it stands in a logged answer, or is not there. */
  why(caller: Caller, input: { readonly decisionId: string; readonly productId: string }): Promise<ProductStory>;
}

export const decisionsArea: Area<DecisionsService, DecisionsPorts> = {
  permissions: { ofEndpoint: "look", list: "look", trace: "look", why: "look" },
  make: decisionsService,
};

const slowMs = 50;
const shown = {
  all: {},
  "fell-back": { outcomes: ["fell-back"] },
  slow: { minMs: slowMs },
  failed: { outcomes: ["failed"] },
} as const satisfies Record<DecisionFilter, object>;
/** A product is looked for among so many of the newest requests: their answers have to be read. */
const maxChecked = 1000;

function decisionsService(ports: DecisionsPorts): DecisionsService {
  return {
    async ofEndpoint(caller, slug, { show, limit }) {
      const rows = await ports.decisions.latest(caller.workspaceId, { endpoint: slug, limit, ...shown[show] });
      const versionOf = versionReader(ports, caller);
      return Promise.all(rows.map(async (row) => decisionRow(ports, caller, row, await versionOf(row.versionId))));
    },
    async list(caller, { endpoint, outcome, minMs, since, until, find: soughtId, limit }) {
      const versionOf = versionReader(ports, caller);
      const rowOf = async (row: Decision) => ({
        ...decisionRow(ports, caller, row, await versionOf(row.versionId)),
        slug: row.endpoint,
      });
      const known = soughtId === undefined ? undefined : await ports.decisions.get(caller.workspaceId, soughtId);
      if (known !== undefined) return { rows: [await rowOf(known)], checked: 1, more: false };
      const query = {
        ...(endpoint === undefined ? {} : { endpoint }),
        ...(outcome === undefined ? {} : { outcomes: [outcome] }),
        ...(minMs === undefined ? {} : { minMs }),
        ...(since === undefined ? {} : { since: Date.parse(since) }),
        ...(until === undefined ? {} : { until: Date.parse(until) }),
        limit: limit + 1,
      };
      const { found, checked } =
        soughtId === undefined
          ? await ports.decisions
              .latest(caller.workspaceId, query)
              .then((rows) => ({ found: rows, checked: rows.length }))
          : await ports.decisions.showing(caller.workspaceId, { ...query, item: soughtId, maxChecked: maxChecked });
      return {
        rows: await Promise.all(found.slice(0, limit).map(rowOf)),
        checked,
        more: found.length > limit || (soughtId !== undefined && checked === maxChecked),
      };
    },
    async trace(caller, decisionId) {
      const decision = await ports.decisions.get(caller.workspaceId, decisionId);
      if (decision === undefined)
        throw new AisleError("decision.not-found", "There is no such decision.", { decisionId });
      return traceInFull(ports, caller, await traceOf(ports, caller, decision), decision);
    },
    async why(caller, { decisionId, productId }) {
      const decision = await ports.decisions.get(caller.workspaceId, decisionId);
      if (decision === undefined)
        throw new AisleError("decision.not-found", "There is no such decision.", { decisionId });
      const version = await ports.records.version(caller.workspaceId, decision.versionId);
      const [fields] = await ports.shop.fields(caller.workspaceId, [productId]);
      return storyOfDecision(decision, version?.graph, ports.registries.for(caller.workspaceId), productId, fields);
    },
  };
}

/** Reads each version once per call. */
function versionReader(ports: DecisionsPorts, caller: Caller): (versionId: string) => Promise<Version | undefined> {
  const known = new Map<string, Promise<Version | undefined>>();
  return (versionId) => {
    const version = known.get(versionId) ?? ports.records.version(caller.workspaceId, versionId);
    known.set(versionId, version);
    return version;
  };
}
