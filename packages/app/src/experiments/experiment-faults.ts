import type { Experiment, ExperimentKind, ExperimentSpec } from "@aisle/contracts/experiment";
import type { Version } from "@aisle/contracts/version";
import { canonicalJson } from "@aisle/runtime/canonical-json";
import type { Graph } from "@aisle/runtime/graph/graph";
import type { JsonObject } from "@aisle/runtime/json";
import type { NodeManifest } from "@aisle/runtime/node-sdk/manifest";
import { type ArmChanges, armChanges } from "./describe-arm.ts";
import { kindFaults } from "./kind-faults.ts";
import { metricFaults } from "./metric-faults.ts";

type Manifests = ReadonlyMap<string, NodeManifest>;
const minDays = 14;

/** The version that an experiment is made for, and those that its arms are. */
export interface ExperimentGraphs {
  readonly version: Pick<Version, "graph" | "pipelineId">;
  /** Versions that arms name; undefined for one that is gone. */
  readonly ofArm: ReadonlyMap<string, Pick<Version, "graph" | "pipelineId"> | undefined>;
  readonly manifests: Manifests;
}

/** What is wrong with a spec whatever it is for: such a spec is not stored. */
export function specFaults(spec: ExperimentSpec): readonly string[] {
  const { arms, group, metrics, segments } = spec;
  const faults: string[] = [];
  if (arms.length < 2) faults.push("An experiment needs two arms at least.");
  const sum = arms.reduce((total, { weight }) => total + weight, 0);
  if (arms.length >= 2 && Math.abs(sum - 1) > 1e-6)
    faults.push(`The weights of the arms sum to ${round(sum)}; they have to sum to 1.`);
  for (const key of repeated(arms.map(({ key }) => key))) faults.push(`Two arms are called “${key}”.`);
  if (arms[0] !== undefined && (arms[0].edits.length > 0 || arms[0].versionId !== undefined))
    faults.push("The first arm is the control and changes nothing.");
  if (group !== undefined && !(group.range[0] < group.range[1]))
    faults.push("The range of the exclusion group is empty: its end has to lie above its start.");
  for (const id of repeated(metrics.map(({ metric }) => metric.id)))
    faults.push(`The metric “${metrics.find(({ metric }) => metric.id === id)?.metric.name}” is there twice.`);
  if (metrics.filter(({ role }) => role === "primary").length > 1)
    faults.push("One metric alone is the primary one; make the others secondary.");
  for (const segment of repeated(segments)) faults.push(`The segment “${segment}” is there twice.`);
  for (const { metric, role, limit } of metrics) {
    faults.push(...metricFaults(metric));
    if (role === "primary" && metric.kind === "coverage")
      faults.push(`“${metric.name}” is of an arm and not of a unit: it explains, choose another primary metric.`);
    if (role === "guardrail" && limit === undefined)
      faults.push(`The guardrail “${metric.name}” needs a limit: the change for the worse that is still accepted.`);
  }
  return faults;
}

/** Why the arms of a spec do not fit the version that they are made for. */
export function armFaults(spec: ExperimentSpec, graphs: ExperimentGraphs): readonly string[] {
  const { version, manifests } = graphs;
  const schema = canonicalJson(triggerConfig(version.graph, manifests).requestSchema ?? null);
  return spec.arms.flatMap((arm) => {
    const at = `Arm ${arm.name}`;
    const other = arm.versionId === undefined ? undefined : graphs.ofArm.get(arm.versionId);
    if (arm.versionId !== undefined && other === undefined) return [`${at}: its version is gone.`];
    if (other !== undefined && other.pipelineId !== version.pipelineId)
      return [`${at} is a version of another pipeline.`];
    const { graph, refused } = armChanges(version.graph, arm, other?.graph, manifests);
    if (graph === undefined) return refused.map((reason) => `${at}: a change does not fit the version, ${reason}.`);
    return canonicalJson(triggerConfig(graph, manifests).requestSchema ?? null) === schema
      ? []
      : [`${at} changes what requests look like; a caller cannot know which arm answers, so all take the same.`];
  });
}

/** What is missing before an experiment can start, besides faults. */
export function startFaults(
  { kind, spec, id }: Pick<Experiment, "kind" | "spec" | "id">,
  graphs: ExperimentGraphs | undefined,
  running: readonly Experiment[],
): readonly string[] {
  const { arms, metrics, coverage, unit } = spec;
  const missing: string[] = [...kindFaults({ kind, spec })];
  if (!metrics.some(({ role }) => role === "primary"))
    missing.push("Choose the metric that decides it: the primary one.");
  missing.push(...shortPlanFaults(spec));
  if (coverage <= 0) missing.push("It covers nobody: set a coverage above 0.");
  if (arms.filter(({ weight }) => weight > 0).length < 2) missing.push("Give two arms at least a weight above 0.");
  if (graphs !== undefined) {
    const properties = Object.keys(
      (triggerConfig(graphs.version.graph, graphs.manifests).requestSchema as JsonObject)?.properties ?? {},
    );
    if (!properties.includes(unit.field))
      missing.push(`Requests of this endpoint have no field “${unit.field}” to assign by; choose one that they have.`);
    for (const arm of arms.slice(1)) {
      const changes = changesOf(arm, graphs);
      if (changes.graph !== undefined && changes.nodes.length === 0)
        missing.push(`Arm ${arm.name} changes nothing: it would answer as the control does.`);
    }
  } else if (needsPipeline(kind)) missing.push("Its version is gone; make the experiment on the live one.");
  for (const other of running) {
    if (other.id === id || !overlaps(spec, other.spec)) continue;
    missing.push(`“${other.name}” runs in the exclusion group “${spec.group!.name}” on an overlapping range.`);
  }
  return missing;
}

/** A plan of less than two whole weeks that says not why. */
export function shortPlanFaults({
  plannedDays,
  shortReason = "",
}: Pick<ExperimentSpec, "plannedDays" | "shortReason">): readonly string[] {
  return plannedDays < minDays && shortReason.trim() === ""
    ? [`It is planned for ${plannedDays} days; below ${minDays}, two whole weeks, say why.`]
    : [];
}

/** Whether it runs on an endpoint of Aisle. */
export function needsPipeline(kind: ExperimentKind): boolean {
  return kind !== "external" && kind !== "import";
}

export function changesOf(
  arm: ExperimentSpec["arms"][number],
  { version, ofArm, manifests }: ExperimentGraphs,
): ArmChanges {
  const replaced = arm.versionId === undefined ? undefined : ofArm.get(arm.versionId)?.graph;
  return armChanges(version.graph, arm, replaced, manifests);
}

function overlaps({ group: a }: ExperimentSpec, { group: b }: ExperimentSpec): boolean {
  if (a === undefined || b === undefined || a.name !== b.name) return false;
  return a.range[0] < b.range[1] && b.range[0] < a.range[1];
}

/** The settings of a graph's trigger over the defaults of its type. */
export function triggerConfig(graph: Graph, manifests: Manifests): JsonObject {
  const trigger = graph.nodes.find(({ type }) => manifests.get(type)?.role === "trigger");
  return { ...manifests.get(trigger?.type ?? "")?.defaults, ...trigger?.config } as JsonObject;
}

function repeated(values: readonly string[]): readonly string[] {
  return [...new Set(values.filter((value, at) => values.indexOf(value) !== at))];
}

function round(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
