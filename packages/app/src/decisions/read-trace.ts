import type { Decision } from "@aisle/contracts/decision";
import type { DecisionReads } from "@aisle/contracts/decision-log";
import type { PipelineRecords } from "@aisle/contracts/pipeline-records";
import type { Version } from "@aisle/contracts/version";
import type { Registries } from "@aisle/runtime/node-sdk/registries";
import type { Caller } from "../access/caller.ts";
import type { ShopReads } from "../catalog/catalog-ports.ts";
import { shelfItemOf } from "../previews/preview-value.ts";
import type { StepReport } from "../runs/runs-shapes.ts";
import type { DecisionRow, Trace } from "./decisions-shapes.ts";

/** What traces are read from. */
export interface TracePorts {
  readonly decisions: Pick<DecisionReads, "get">;
  readonly records: Pick<PipelineRecords, "version">;
  readonly shop: Pick<ShopReads, "fields">;
  readonly registries: Registries;
}

const retryMs = 50;
const retries = 40;

/** One logged decision with everything behind it; `undefined` when it is not in the log. */
async function readTrace(ports: TracePorts, caller: Caller, decisionId: string): Promise<Trace | undefined> {
  const decision = await ports.decisions.get(caller.workspaceId, decisionId);
  return decision === undefined ? undefined : traceOf(ports, caller, decision);
}

/** The trace of a decision that was made a moment ago: waits up to two seconds for the log to reach the database. */
export async function readTraceWithRetry(
  ports: TracePorts,
  caller: Caller,
  decisionId: string,
): Promise<Trace | undefined> {
  for (let attempt = 0; attempt < retries; attempt++) {
    const trace = await readTrace(ports, caller, decisionId);
    if (trace !== undefined) return trace;
    await new Promise((resolve) => setTimeout(resolve, retryMs));
  }
  return undefined;
}

/** What is stored of a decision, with its products as the catalog knows them now. */
export async function traceOf(ports: TracePorts, caller: Caller, decision: Decision): Promise<Trace> {
  const version = await ports.records.version(caller.workspaceId, decision.versionId);
  const fields = await ports.shop.fields(
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
    ...decisionRow(ports, caller, decision, version),
    slug: decision.endpoint,
    pipelineId: version?.pipelineId ?? "",
    versionId: decision.versionId,
    planId: decision.planId,
    request: decision.request,
    slots,
    notes: decision.notes ?? [],
  };
}

/** A decision as lists show it. */
export function decisionRow(
  { registries }: Pick<TracePorts, "registries">,
  { workspaceId }: Caller,
  decision: Decision,
  version: Version | undefined,
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
    words: describeDecision(decision, steps),
    totalMs: decision.totalMs,
    steps,
  };
}

function describeDecision(decision: Decision, steps: readonly StepReport[]): string {
  if (decision.error !== undefined) return decision.error.message;
  const second = steps.find((step) => step.outcome === "fell-back");
  if (second !== undefined) return `${second.title}: ${second.reason ?? "fell back"}`;
  const count = decision.slots.length;
  return count === 1 ? "1 product" : `${count} products`;
}
