import type { Experiment, ExperimentArm, ExperimentKind, ExperimentSpec } from "@aisle/contracts/experiment";
import { AisleError } from "@aisle/runtime/errors";
import type { Edit } from "@aisle/runtime/graph/edit";
import type { Graph } from "@aisle/runtime/graph/graph";
import { requestRoles } from "@aisle/runtime/graph/request-roles";
import type { Json, JsonObject } from "@aisle/runtime/json";
import type { NodeManifest } from "@aisle/runtime/node-sdk/manifest";
import type { Caller } from "../access/caller.ts";
import { auditActor } from "../audit/audit-service.ts";
import { findPipeline } from "../pipelines/find-pipeline.ts";
import { isStorable, unstorableReason } from "../pipelines/storable-text.ts";
import { builtInMetrics } from "./built-in-metrics.ts";
import { armFaults, needsPipeline, specFaults, triggerConfig } from "./experiment-faults.ts";
import type { ExperimentsPorts } from "./experiments-ports.ts";
import type { NewExperiment } from "./experiments-shapes.ts";
import { experimentGraphs, refuseFor } from "./find-experiment.ts";

/** How a new experiment is read, until somebody says otherwise. */
const usualReading = {
  hypothesis: "",
  coverage: 1,
  method: "frequentist",
  correction: "holm",
  level: 0.95,
  plannedDays: 14,
  segments: [],
} as const satisfies Partial<ExperimentSpec>;

/** Makes a draft of a spec; every fault of it is named. Throws `experiment.refused`. */
export async function createDraft(
  ports: ExperimentsPorts,
  caller: Caller,
  input: NewExperiment,
): Promise<{ readonly id: string }> {
  const { kind, spec, name } = input;
  const pipelineId = needsPipeline(kind) ? input.pipelineId : null;
  if (needsPipeline(kind) && pipelineId === null) refuseFor(["Say which pipeline it is of."]);
  const versionId = pipelineId === null ? null : await liveVersionOf(ports, caller, pipelineId);
  refuseFor(await faultsOf(ports, caller, { kind, versionId, spec, name }));
  const id = ports.newId("exp");
  const key = input.key ?? keyOf(name, id);
  const created = await ports.experiments.create(auditActor(caller), {
    id,
    key,
    name,
    kind,
    pipelineId,
    versionId,
    spec,
  });
  if (!created) refuseFor([`The key “${key}” is another experiment's.`]);
  return { id };
}

/** What “Test this” begins with: the live version against itself with some edits, or against another version. */
export async function beginDraft(
  ports: ExperimentsPorts,
  caller: Caller,
  {
    pipelineId,
    edits,
    versionId,
    name,
  }: {
    readonly pipelineId: string;
    readonly edits: readonly Edit[];
    readonly versionId?: string;
    readonly name?: string;
  },
): Promise<{ readonly id: string }> {
  const live = await liveVersionOf(ports, caller, pipelineId);
  const version = await ports.records.version(caller.workspaceId, live);
  const { manifests } = ports.registries.for(caller.workspaceId);
  const treatment: ExperimentArm = {
    key: "b",
    name: "B",
    weight: 0.5,
    edits,
    ...(versionId === undefined ? {} : { versionId }),
  };
  const spec: ExperimentSpec = {
    ...usualReading,
    unit: usualUnit(version!.graph, manifests),
    arms: [{ key: "a", name: "A", weight: 0.5, edits: [] }, treatment],
    metrics: usualMetrics(),
  };
  return createDraft(ports, caller, { name: name ?? "New experiment", kind: "test", pipelineId, spec });
}

/** A draft of what a shop's front end assigns: two arms whose values it gets, by a visitor's `id`. */
export async function beginExternalDraft(
  ports: ExperimentsPorts,
  caller: Caller,
  { name, key }: { readonly name: string; readonly key?: string },
): Promise<{ readonly id: string }> {
  const spec: ExperimentSpec = {
    ...usualReading,
    unit: { kind: "field", field: "id" },
    arms: [
      { key: "a", name: "As it is", weight: 0.5, edits: [], value: "off" },
      { key: "b", name: "Changed", weight: 0.5, edits: [], value: "on" },
    ],
    metrics: [
      { metric: builtIn("conversion"), role: "primary" },
      { metric: builtIn("add-to-cart"), role: "secondary" },
      { metric: builtIn("revenue"), role: "secondary" },
    ],
  };
  return createDraft(ports, caller, {
    name,
    kind: "external",
    pipelineId: null,
    spec,
    ...(key === undefined ? {} : { key }),
  });
}

/** What is wrong with an experiment as it would be stored; its pipeline's version is asked too. */
export async function faultsOf(
  ports: ExperimentsPorts,
  caller: Caller,
  experiment: Pick<Experiment, "kind" | "versionId" | "spec" | "name">,
): Promise<readonly string[]> {
  const { spec, kind, name } = experiment;
  if (!isStorable([spec, name] as unknown as Json)) return [`It is refused: ${unstorableReason}.`];
  const faults = [...specFaults(spec)];
  if (name.trim() === "") faults.push("Give it a name.");
  if (!needsPipeline(kind)) return faults;
  const graphs = await experimentGraphs(ports, caller, experiment);
  return graphs === undefined ? faults : [...faults, ...armFaults(spec, graphs)];
}

async function liveVersionOf(ports: ExperimentsPorts, caller: Caller, pipelineId: string): Promise<string> {
  await findPipeline(ports, caller, pipelineId);
  const live = (await ports.records.listed(caller.workspaceId, pipelineId))?.live;
  if (live == null)
    throw new AisleError("experiment.refused", "The pipeline is not live yet: publish it, then test changes of it.");
  return live.versionId;
}

/** A session by its usual names, else the shopper, else the first text of the request. */
export function usualUnit(graph: Graph, manifests: ReadonlyMap<string, NodeManifest>): ExperimentSpec["unit"] {
  const config = triggerConfig(graph, manifests);
  const properties = (config.requestSchema as JsonObject | undefined)?.properties as JsonObject | undefined;
  const fields = Object.keys(properties ?? {});
  const session = fields.find((field) => /^(?:session|visit)_?id$/i.test(field));
  if (session !== undefined) return { kind: "session", field: session };
  const { shopper } = requestRoles(config);
  if (fields.includes(shopper)) return { kind: "shopper", field: shopper };
  const text = fields.find((field) => (properties?.[field] as JsonObject | undefined)?.type === "string");
  return { kind: "field", field: text ?? fields[0] ?? "sessionId" };
}

const builtIn = (id: string) => builtInMetrics.find(({ metric }) => metric.id === `built-in/${id}`)!.metric;

function usualMetrics(): ExperimentSpec["metrics"] {
  return [
    { metric: builtIn("conversion"), role: "primary" },
    { metric: builtIn("click-through"), role: "secondary" },
    { metric: builtIn("add-to-cart"), role: "secondary" },
    { metric: builtIn("revenue"), role: "secondary" },
    { metric: builtIn("fell-back"), role: "guardrail", limit: 0.1 },
    { metric: builtIn("latency-p95"), role: "guardrail", limit: 0.1 },
  ];
}

/** A key out of a name, with the end of the id so that it is nobody else's. */
export function keyOf(name: string, id: string): string {
  const plain = name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 40)
    .replace(/-+$/, "");
  return `${plain === "" ? "experiment" : plain}-${id.slice(-6).toLowerCase()}`;
}

/** Whether a kind of experiment begins without arms to compile. */
export const beginsAtOnce = (kind: ExperimentKind): boolean => kind === "external";
