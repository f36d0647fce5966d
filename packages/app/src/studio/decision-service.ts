import { AisleError } from "@aisle/runtime/errors";
import type { VersionRecord } from "../pipelines/pipeline-records.ts";
import { shelfItemOf } from "../previews/preview-value.ts";
import type { StudioServices } from "../studio-services.ts";
import type { Caller, DecisionRow, StepReport, Trace } from "../studio-shapes.ts";
import { storyOfDecision } from "../why/story-of-decision.ts";
import type { LoggedDecision, StudioDeps } from "./studio-deps.ts";

type DecisionService = Pick<StudioServices, "decisions" | "requests" | "trace" | "whyInDecision"> & {
  /** The trace of a decision that was made a moment ago: waits up to two seconds for the log to reach the database. */
  traceSoon(caller: Caller, decisionId: string): Promise<Trace | undefined>;
};

const slowMs = 50;
const shown = {
  all: {},
  "fell-back": { outcomes: ["fell-back"] },
  slow: { minMs: slowMs },
  failed: { outcomes: ["failed"] },
} as const;
/** A product is looked for among so many of the newest requests: their answers have to be read. */
const lookedThrough = 1000;
const retryMs = 50;
const retries = 40;

/** What endpoints answered, and why. */
export function decisionService(deps: StudioDeps): DecisionService {
  const find = async (caller: Caller, decisionId: string): Promise<Trace | undefined> => {
    const decision = await deps.decisions.get(caller.workspaceId, decisionId);
    return decision === undefined ? undefined : traceOf(deps, caller, decision);
  };
  return {
    async decisions(caller, slug, { show, limit }) {
      const rows = await deps.decisions.latest(caller.workspaceId, { endpoint: slug, limit, ...shown[show] });
      const versionOf = versionReader(deps, caller);
      return Promise.all(rows.map(async (row) => decisionRow(deps, caller, row, await versionOf(row.versionId))));
    },
    async requests(caller, { endpoint, outcome, minMs, since, until, find: wanted, limit }) {
      const versionOf = versionReader(deps, caller);
      const rowOf = async (row: LoggedDecision) => ({
        ...decisionRow(deps, caller, row, await versionOf(row.versionId)),
        slug: row.endpoint,
      });
      const known = wanted === undefined ? undefined : await deps.decisions.get(caller.workspaceId, wanted);
      if (known !== undefined) return { rows: [await rowOf(known)], looked: 1, more: false };
      const query = {
        ...(endpoint === undefined ? {} : { endpoint }),
        ...(outcome === undefined ? {} : { outcomes: [outcome] }),
        ...(minMs === undefined ? {} : { minMs }),
        ...(since === undefined ? {} : { since: Date.parse(since) }),
        ...(until === undefined ? {} : { until: Date.parse(until) }),
        limit: limit + 1,
      };
      const { found, looked } =
        wanted === undefined
          ? await deps.decisions
              .latest(caller.workspaceId, query)
              .then((rows) => ({ found: rows, looked: rows.length }))
          : await deps.decisions.showing(caller.workspaceId, { ...query, item: wanted, look: lookedThrough });
      return {
        rows: await Promise.all(found.slice(0, limit).map(rowOf)),
        looked,
        more: found.length > limit || (wanted !== undefined && looked === lookedThrough),
      };
    },
    async trace(caller, decisionId) {
      const trace = await find(caller, decisionId);
      if (trace === undefined) throw new AisleError("decision.not-found", "There is no such decision.", { decisionId });
      return trace;
    },
    async whyInDecision(caller, { decisionId, productId }) {
      const decision = await deps.decisions.get(caller.workspaceId, decisionId);
      if (decision === undefined)
        throw new AisleError("decision.not-found", "There is no such decision.", { decisionId });
      const version = await deps.records.version(caller.workspaceId, decision.versionId);
      const [fields] = await deps.shop.fields(caller.workspaceId, [productId]);
      return storyOfDecision(decision, version?.graph, deps.registries.for(caller.workspaceId), productId, fields);
    },
    async traceSoon(caller, decisionId) {
      for (let attempt = 0; attempt < retries; attempt++) {
        const trace = await find(caller, decisionId);
        if (trace !== undefined) return trace;
        await new Promise((resolve) => setTimeout(resolve, retryMs));
      }
      return undefined;
    },
  };
}

/** Reads each version once per call. */
function versionReader(deps: StudioDeps, caller: Caller): (versionId: string) => Promise<VersionRecord | undefined> {
  const known = new Map<string, Promise<VersionRecord | undefined>>();
  return (versionId) => {
    const version = known.get(versionId) ?? deps.records.version(caller.workspaceId, versionId);
    known.set(versionId, version);
    return version;
  };
}

async function traceOf(deps: StudioDeps, caller: Caller, decision: LoggedDecision): Promise<Trace> {
  const version = await deps.records.version(caller.workspaceId, decision.versionId);
  const fields = await deps.shop.fields(
    caller.workspaceId,
    decision.slots.map((slot) => slot.item),
  );
  const slots = decision.slots.map(({ item, score, propensity, from, effects }, index) =>
    shelfItemOf({
      id: item,
      score,
      fields: fields[index] ?? {},
      from,
      effects,
      ...(typeof propensity === "number" ? { propensity } : {}),
    }),
  );
  return {
    ...decisionRow(deps, caller, decision, version),
    slug: decision.endpoint,
    pipelineId: version?.pipelineId ?? "",
    versionId: decision.versionId,
    planId: decision.planId,
    request: decision.request,
    slots,
    notes: decision.notes ?? [],
  };
}

function decisionRow(
  { registries }: StudioDeps,
  { workspaceId }: Caller,
  decision: LoggedDecision,
  version: VersionRecord | undefined,
): DecisionRow {
  const { manifests } = registries.for(workspaceId);
  const steps = decision.steps.map((step): StepReport => {
    const node = version?.graph.nodes.find((candidate) => candidate.id === step.node);
    const type = node?.type ?? "";
    return {
      node: step.node,
      title: node?.title ?? manifests.get(type)?.title ?? step.node,
      type,
      outcome: step.outcome,
      ...(step.reason === undefined ? {} : { reason: step.reason }),
      startMs: step.startMs,
      durationMs: step.durationMs,
      queueMs: step.queueMs,
    };
  });
  return {
    id: decision.id,
    at: new Date(decision.at).toISOString(),
    versionNumber: version?.number ?? 0,
    outcome: decision.outcome,
    words: wordsOf(decision, steps),
    totalMs: decision.totalMs,
    steps,
  };
}

function wordsOf(decision: LoggedDecision, steps: readonly StepReport[]): string {
  if (decision.error !== undefined) return decision.error.message;
  const second = steps.find((step) => step.outcome === "fell-back");
  if (second !== undefined) return `${second.title}: ${second.reason ?? "fell back"}`;
  const count = decision.slots.length;
  return count === 1 ? "1 product" : `${count} products`;
}
