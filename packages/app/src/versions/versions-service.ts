import type { AddedVersion } from "@aisle/contracts/pipeline-records";
import type { Version } from "@aisle/contracts/version";
import { AisleError } from "@aisle/runtime/errors";
import { withoutPins } from "@aisle/runtime/graph/graph-pins";
import type { Caller } from "../access/caller.ts";
import { auditActor } from "../audit/audit-service.ts";
import { refuseBadSlug, slugTaken } from "../endpoints/addresses.ts";
import { armGraph } from "../experiments/arm-graph.ts";
import { followExperimentJob, publishJob } from "../jobs/publish-options.ts";
import { findPipeline, pipelineGone } from "../pipelines/find-pipeline.ts";
import { isStorable, unstorableReason } from "../pipelines/storable-text.ts";
import type { Area } from "../services/area.ts";
import { compareGraphs, compareSample } from "./compare-graphs.ts";
import { listVersions } from "./list-versions.ts";
import type { VersionsPorts } from "./versions-ports.ts";
import type {
  ExperimentAtPublish,
  GraphChoice,
  GraphComparison,
  SampleAnswer,
  VersionDetail,
  VersionRow,
} from "./versions-shapes.ts";

/** Freezing drafts as versions, comparing them, and choosing which one answers. */
export interface VersionsService {
  /**
   * Freezes the draft at a revision. Throws `endpoint.slug-taken`, and `graph.revision-gone` when the draft is no longer the one
   * that was looked at; problems of the graph come back in the job.
   */
  publish(
    caller: Caller,
    pipelineId: string,
    input: { readonly slug: string; readonly name: string; readonly notes: string; readonly revision: number },
  ): Promise<{ readonly jobId: string }>;
  list(caller: Caller, pipelineId: string): Promise<readonly VersionRow[]>;
  get(caller: Caller, versionId: string): Promise<VersionDetail>;
  /** Gives a version another name and other notes; what it answers stays. */
  describe(caller: Caller, versionId: string, input: { readonly name: string; readonly notes: string }): Promise<void>;
  /** Makes a ready version the live one again. */
  activate(caller: Caller, versionId: string): Promise<void>;
  /** What publishing the draft as it is now would do to the experiments that run on the pipeline. */
  experimentsAtPublish(caller: Caller, pipelineId: string): Promise<readonly ExperimentAtPublish[]>;
  /** Two graphs of a pipeline side by side, with who changed what between them. */
  compare(
    caller: Caller,
    pipelineId: string,
    input: { readonly before: GraphChoice; readonly after: GraphChoice },
  ): Promise<GraphComparison>;
  /** Runs a sample request of `after` on both graphs; `before` is null when nothing is live. Neither is logged nor counted. */
  compareSample(
    caller: Caller,
    pipelineId: string,
    input: { readonly before: GraphChoice; readonly after: GraphChoice; readonly sampleId: string },
  ): Promise<{ readonly before: SampleAnswer | null; readonly after: SampleAnswer }>;
}

export const versionsArea: Area<VersionsService, VersionsPorts> = {
  permissions: {
    publish: "publish",
    list: "look",
    get: "look",
    describe: "publish",
    activate: "publish",
    experimentsAtPublish: "look",
    compare: "look",
    compareSample: "look",
  },
  make: versionsService,
};

function versionsService(ports: VersionsPorts): VersionsService {
  return {
    async publish(caller, pipelineId, { slug, name, notes, revision }) {
      refuseBadSlug(slug);
      const pipeline = await findPipeline(ports, caller, pipelineId);
      if (pipeline.revision < revision) {
        throw new AisleError("graph.revision-gone", "The draft that was to be published is not stored yet.", {
          revision,
        });
      }
      // A version is what someone has looked at: a colleague's edit that came in between does not ride along.
      if (pipeline.revision > revision) throw await movedOn(ports, caller, pipelineId, pipeline.revision);
      const versionId = ports.newId("ver");
      const added = await ports.records.addVersion(auditActor(caller), {
        id: versionId,
        pipelineId,
        slug,
        // Pinned samples stand in for steps in previews alone.
        graph: withoutPins(pipeline.graph),
        name,
        notes,
        publishedBy: caller.userId,
        draftRevision: pipeline.revision,
      });
      if (!added.ok) throw refusal(added, pipelineId, slug);
      const payload = { workspaceId: caller.workspaceId, pipelineId, versionId, slug: added.slug };
      // A crash before this line leaves a version without a job; the job process finds it.
      return { jobId: await ports.jobs.add("publish", payload, publishJob(versionId)) };
    },
    list: (caller, pipelineId) => listVersions(ports, caller, pipelineId),
    get: (caller, versionId) => versionDetail(ports, caller, versionId),
    async describe(caller, versionId, { name, notes }) {
      if (!isStorable(name) || !isStorable(notes))
        throw new AisleError("request.invalid", `The text is refused: ${unstorableReason}.`);
      await findVersion(ports, caller, versionId);
      await ports.records.describeVersion(caller.workspaceId, versionId, { name, notes });
    },
    async activate(caller, versionId) {
      const version = await findVersion(ports, caller, versionId);
      if (version.status !== "ready")
        throw new AisleError("graph.problems", "This version did not pass its checks.", { versionId });
      const active = await ports.records.activate(auditActor(caller), version.pipelineId, versionId, "choose");
      if (active === undefined)
        throw new AisleError("endpoint.not-found", "The pipeline answers under no name yet; publish it.");
      for (const { id, revision } of await ports.experiments.active(caller.workspaceId, version.pipelineId)) {
        const payload = { workspaceId: caller.workspaceId, experimentId: id };
        await ports.jobs.add("start-experiment", payload, followExperimentJob(id, revision, versionId));
      }
    },
    async experimentsAtPublish(caller, pipelineId) {
      const { graph } = await findPipeline(ports, caller, pipelineId);
      const active = await ports.experiments.active(caller.workspaceId, pipelineId);
      return active.map(({ id, name, spec }) => {
        const reasons = spec.arms.flatMap((arm) => {
          const made = arm.versionId === undefined ? armGraph(graph, arm.edits) : undefined;
          return made?.ok === false ? made.reasons.map((reason) => `Arm ${arm.name}: ${reason}`) : [];
        });
        return { id, name, reasons };
      });
    },
    compare: (caller, pipelineId, input) => compareGraphs(ports, caller, pipelineId, input),
    compareSample: (caller, pipelineId, input) => compareSample(ports, caller, pipelineId, input),
  };
}

function refusal(added: Exclude<AddedVersion, { ok: true }>, pipelineId: string, slug: string): AisleError {
  if (added.why !== "fixed") return added.why === "gone" ? pipelineGone(pipelineId) : slugTaken(slug);
  const message = `This pipeline answers as “${added.slug}”; publishing does not move it to “${slug}”.`;
  return new AisleError("endpoint.address-fixed", message, { slug: added.slug });
}

async function movedOn(
  ports: VersionsPorts,
  caller: Caller,
  pipelineId: string,
  revision: number,
): Promise<AisleError> {
  const editor = (await ports.records.lastEditors(caller.workspaceId)).get(pipelineId) ?? "";
  const name = (await ports.people([editor])).get(editor)?.name ?? "Someone";
  return new AisleError(
    "graph.revision-gone",
    `${name} changed the draft while you looked at it. See what changed, then publish again.`,
    { revision },
  );
}

/** A version of a pipeline that still exists. */
async function findVersion(ports: VersionsPorts, caller: Caller, versionId: string): Promise<Version> {
  const version = await ports.records.version(caller.workspaceId, versionId);
  if (version === undefined) throw new AisleError("version.not-found", "There is no such version.", { versionId });
  await findPipeline(ports, caller, version.pipelineId);
  return version;
}

async function versionDetail(ports: VersionsPorts, caller: Caller, versionId: string): Promise<VersionDetail> {
  const { graph, problems, report, pipelineId } = await findVersion(ports, caller, versionId);
  const row = (await listVersions(ports, caller, pipelineId)).find((candidate) => candidate.id === versionId)!;
  const { samples = [] } = (report ?? {}) as { readonly samples?: VersionDetail["samples"] };
  return { ...row, graph, problems, samples };
}
