import type { DraftEdit } from "@aisle/contracts/pipeline";
import type { Version } from "@aisle/contracts/version";
import { AisleError } from "@aisle/runtime/errors";
import type { Edit } from "@aisle/runtime/graph/edit";
import { lastTouches } from "@aisle/runtime/graph/edit-authors";
import type { Caller } from "../access/caller.ts";
import { nobody } from "../access/person.ts";
import { armGraph } from "../experiments/arm-graph.ts";
import { findPipeline } from "../pipelines/find-pipeline.ts";
import type { VersionsPorts } from "./versions-ports.ts";
import type { ComparedGraph, GraphChoice, GraphComparison, SampleAnswer } from "./versions-shapes.ts";

/** A graph, and the edits by which it differs from its version. */
interface ChosenGraph extends ComparedGraph {
  readonly edits?: readonly Edit[];
}

interface Sides {
  readonly before: GraphChoice;
  readonly after: GraphChoice;
}

/** Two graphs of a pipeline side by side: what they hold, and who changed it. */
export async function compareGraphs(
  ports: VersionsPorts,
  caller: Caller,
  pipelineId: string,
  { before, after }: Sides,
): Promise<GraphComparison> {
  const [old, now] = await Promise.all([
    chosen(ports, caller, pipelineId, before),
    chosen(ports, caller, pipelineId, after),
  ]);
  if (now === undefined) throw notLive();
  const found = await touches(ports, caller, pipelineId, old, now);
  return { before: old === undefined ? null : shownOf(old), after: shownOf(now), touches: found };
}

/** What both graphs answer to a sample request of `after`. */
export async function compareSample(
  ports: VersionsPorts,
  caller: Caller,
  pipelineId: string,
  { before, after, sampleId }: Sides & { readonly sampleId: string },
): Promise<{ readonly before: SampleAnswer | null; readonly after: SampleAnswer }> {
  const [old, now] = await Promise.all([
    chosen(ports, caller, pipelineId, before),
    chosen(ports, caller, pipelineId, after),
  ]);
  if (now === undefined) throw notLive();
  const sample = now.graph.samples.find((candidate) => candidate.id === sampleId);
  if (sample === undefined) throw new AisleError("request.invalid", "The sample request is gone; choose another one.");
  const answer = ({ version, edits }: ChosenGraph) =>
    ports.worker.answerSample({
      workspaceId: caller.workspaceId,
      pipelineId,
      sample,
      ...(version === null ? {} : { versionId: version.id }),
      ...(edits === undefined ? {} : { edits }),
    });
  const [was, is] = await Promise.all([old === undefined ? null : answer(old), answer(now)]);
  return { before: was, after: is };
}

function notLive(): AisleError {
  return new AisleError("version.not-found", "No version of this pipeline is live.");
}

/** The graph that was chosen; `undefined` for the live version when there is none. */
async function chosen(
  ports: VersionsPorts,
  caller: Caller,
  pipelineId: string,
  choice: GraphChoice,
): Promise<ChosenGraph | undefined> {
  const pipeline = await findPipeline(ports, caller, pipelineId);
  if (choice === "draft") return { version: null, revision: pipeline.revision, graph: pipeline.graph };
  const endpoints = await ports.records.endpoints(caller.workspaceId);
  const active = endpoints.find((endpoint) => endpoint.pipelineId === pipelineId)?.activeVersionId;
  if (choice === "live" && active === undefined) return undefined;
  if (choice.startsWith("arm:")) return chosenArm(ports, caller, pipelineId, choice, active);
  const version = await ports.records.version(caller.workspaceId, choice === "live" ? active! : choice);
  if (version === undefined || version.pipelineId !== pipelineId)
    throw new AisleError("version.not-found", "There is no such version.", { versionId: choice });
  return comparedVersion(version, active);
}

/** The graph of an experiment's arm: its version, changed by its edits. */
async function chosenArm(
  ports: VersionsPorts,
  { workspaceId }: Caller,
  pipelineId: string,
  choice: string,
  active: string | undefined,
): Promise<ChosenGraph> {
  const [, experimentId = "", key] = choice.split(":");
  const experiment = await ports.experiments.find(workspaceId, experimentId);
  const arm = experiment?.spec.arms.find((candidate) => candidate.key === key);
  if (experiment?.pipelineId !== pipelineId || arm === undefined)
    throw new AisleError("experiment.not-found", "There is no such arm on this pipeline.", { choice });
  const versionId = arm.versionId ?? experiment.versionId;
  const version = versionId === null ? undefined : await ports.records.version(workspaceId, versionId);
  if (version === undefined) throw new AisleError("version.not-found", "The version of this arm is gone.");
  const made = armGraph(version.graph, arm.edits);
  if (!made.ok)
    throw new AisleError("experiment.refused", `The arm does not fit its version: ${made.reasons.join("; ")}.`);
  const edited = { ...comparedVersion(version, active), graph: made.graph };
  return { ...edited, arm: { name: arm.name, choice }, edits: arm.edits };
}

/** What the client sees of a graph: its edits are the graph's own by then. */
function shownOf({ edits: _edits, ...graph }: ChosenGraph): ComparedGraph {
  return graph;
}

function comparedVersion(version: Version, active: string | undefined): ComparedGraph {
  const { id, number, name, draftRevision, graph } = version;
  return { version: { id, number, name, live: id === active }, revision: draftRevision, graph };
}

async function touches(
  ports: VersionsPorts,
  caller: Caller,
  pipelineId: string,
  before: ComparedGraph | undefined,
  after: ComparedGraph,
): Promise<GraphComparison["touches"]> {
  const revisions = [before?.revision ?? 0, after.revision];
  const upTo = Math.max(...revisions);
  const edits: DraftEdit[] = [];
  for (let from = Math.min(...revisions); from < upTo; ) {
    const page = await ports.records.editsSince(caller.workspaceId, pipelineId, from);
    if (page.length === 0) break;
    edits.push(...page.filter((edit) => edit.revision <= upTo));
    from = page.at(-1)!.revision;
  }
  const newest = lastTouches(edits);
  const people = await ports.people([...new Set(edits.flatMap((edit) => edit.author ?? []))]);
  return [...newest].map(([key, { author, at }]) => ({
    key,
    author: people.get(author ?? "") ?? nobody,
    at: at.toISOString(),
  }));
}
