import { AisleError } from "@aisle/runtime/errors";
import { lastTouches } from "@aisle/runtime/graph/edit-authors";
import type { DraftEditRecord, VersionRecord } from "../pipelines/pipeline-records.ts";
import type { StudioServices } from "../studio-services.ts";
import type { Caller, ComparedGraph, GraphChoice, GraphComparison } from "../studio-shapes.ts";
import { findPipeline } from "./pipeline-service.ts";
import type { StudioDeps } from "./studio-deps.ts";

const nobody = { id: "", name: "Someone" };

/** Drafts and versions side by side: what they hold, who changed it, and what they answer. */
export function compareService(deps: StudioDeps): Pick<StudioServices, "compare" | "compareSample"> {
  return {
    async compare(caller, pipelineId, { before, after }) {
      const [old, now] = await Promise.all([
        chosen(deps, caller, pipelineId, before),
        chosen(deps, caller, pipelineId, after),
      ]);
      if (now === undefined) throw notLive();
      return { before: old ?? null, after: now, touches: await touches(deps, caller, pipelineId, old, now) };
    },
    async compareSample(caller, pipelineId, { before, after, sampleId }) {
      const [old, now] = await Promise.all([
        chosen(deps, caller, pipelineId, before),
        chosen(deps, caller, pipelineId, after),
      ]);
      if (now === undefined) throw notLive();
      const sample = now.graph.samples.find((candidate) => candidate.id === sampleId);
      if (sample === undefined)
        throw new AisleError("request.invalid", "The sample request is gone; choose another one.");
      const answer = ({ version }: ComparedGraph) =>
        deps.worker.answerSample({
          workspaceId: caller.workspaceId,
          pipelineId,
          sample,
          ...(version === null ? {} : { versionId: version.id }),
        });
      const [was, is] = await Promise.all([old === undefined ? null : answer(old), answer(now)]);
      return { before: was, after: is };
    },
  };
}

function notLive(): AisleError {
  return new AisleError("version.not-found", "No version of this pipeline is live.");
}

/** The graph that was chosen; `undefined` for the live version when there is none. */
async function chosen(
  deps: StudioDeps,
  caller: Caller,
  pipelineId: string,
  choice: GraphChoice,
): Promise<ComparedGraph | undefined> {
  const pipeline = await findPipeline(deps, caller, pipelineId);
  if (choice === "draft") return { version: null, revision: pipeline.revision, graph: pipeline.graph };
  const endpoints = await deps.records.endpoints(caller.workspaceId);
  const active = endpoints.find((endpoint) => endpoint.pipelineId === pipelineId)?.activeVersionId;
  if (choice === "live" && active === undefined) return undefined;
  const version = await deps.records.version(caller.workspaceId, choice === "live" ? active! : choice);
  if (version === undefined || version.pipelineId !== pipelineId)
    throw new AisleError("version.not-found", "There is no such version.", { versionId: choice });
  return comparedVersion(version, active);
}

function comparedVersion(version: VersionRecord, active: string | undefined): ComparedGraph {
  const { id, number, name, draftRevision, graph } = version;
  return { version: { id, number, name, live: id === active }, revision: draftRevision, graph };
}

async function touches(
  deps: StudioDeps,
  caller: Caller,
  pipelineId: string,
  before: ComparedGraph | undefined,
  after: ComparedGraph,
): Promise<GraphComparison["touches"]> {
  const revisions = [before?.revision ?? 0, after.revision];
  const upTo = Math.max(...revisions);
  const edits: DraftEditRecord[] = [];
  for (let from = Math.min(...revisions); from < upTo; ) {
    const page = await deps.records.editsSince(caller.workspaceId, pipelineId, from);
    if (page.length === 0) break;
    edits.push(...page.filter((edit) => edit.revision <= upTo));
    from = page.at(-1)!.revision;
  }
  const newest = lastTouches(edits);
  const people = await deps.people([...new Set(edits.flatMap((edit) => edit.author ?? []))]);
  return [...newest].map(([key, { author, at }]) => ({
    key,
    author: people.get(author ?? "") ?? nobody,
    at: at.toISOString(),
  }));
}
