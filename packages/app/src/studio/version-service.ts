import { AisleError } from "@aisle/runtime/errors";
import { withoutPins } from "@aisle/runtime/graph/graph-pins";
import { auditActor } from "../audit/audit-service.ts";
import { publishJob } from "../jobs/publish-options.ts";
import type { AddedVersion, VersionRecord } from "../pipelines/pipeline-records.ts";
import type { StudioServices } from "../studio-services.ts";
import type { Caller, VersionDetail, VersionRow } from "../studio-shapes.ts";
import { findPipeline, pipelineGone } from "./pipeline-service.ts";
import { isStorable, unstorableReason } from "./storable-text.ts";
import type { StudioDeps } from "./studio-deps.ts";

type VersionService = Pick<
  StudioServices,
  "publish" | "listVersions" | "version" | "describeVersion" | "activateVersion" | "moveAddress" | "removeAlias"
>;

const slugPattern = /^(?=.{1,60}$)[a-z0-9]+(-[a-z0-9]+)*$/;

/** Freezing drafts as versions and choosing which one answers. */
export function versionService(deps: StudioDeps): VersionService {
  return {
    async publish(caller, pipelineId, { slug, name, notes, revision }) {
      refuseBadSlug(slug);
      const pipeline = await findPipeline(deps, caller, pipelineId);
      if (pipeline.revision < revision) {
        throw new AisleError("graph.revision-gone", "The draft that was to be published is not stored yet.", {
          revision,
        });
      }
      // A version is what someone has looked at: a colleague's edit that came in between does not ride along.
      if (pipeline.revision > revision) throw await movedOn(deps, caller, pipelineId, pipeline.revision);
      const versionId = deps.newId("ver");
      const added = await deps.records.addVersion({
        id: versionId,
        workspaceId: caller.workspaceId,
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
      await deps.audit.append(auditActor(caller), {
        action: "version.publish-asked",
        subject: versionId,
        detail: { pipelineId, number: added.number, slug: added.slug },
      });
      // A crash before this line leaves a version without a job; the job process finds it.
      return { jobId: await deps.jobs.add("publish", payload, publishJob(versionId)) };
    },
    listVersions: (caller, pipelineId) => listVersions(deps, caller, pipelineId),
    version: (caller, versionId) => versionDetail(deps, caller, versionId),
    async describeVersion(caller, versionId, { name, notes }) {
      if (!isStorable(name) || !isStorable(notes))
        throw new AisleError("request.invalid", `The text is refused: ${unstorableReason}.`);
      await findVersion(deps, caller, versionId);
      await deps.records.describeVersion(caller.workspaceId, versionId, { name, notes });
    },
    async activateVersion(caller, versionId) {
      const version = await findVersion(deps, caller, versionId);
      if (version.status !== "ready")
        throw new AisleError("graph.problems", "This version did not pass its checks.", { versionId });
      const active = await deps.records.activate(caller.workspaceId, version.pipelineId, versionId, "choose");
      if (active === undefined)
        throw new AisleError("endpoint.not-found", "The pipeline answers under no name yet; publish it.");
      await deps.audit.append(auditActor(caller), {
        action: "version.live",
        subject: versionId,
        detail: { pipelineId: version.pipelineId, number: version.number, slug: active.slug },
      });
    },
    async moveAddress(caller, pipelineId, slug) {
      refuseBadSlug(slug);
      await findPipeline(deps, caller, pipelineId);
      const moved = await deps.records.moveAddress(caller.workspaceId, pipelineId, slug);
      if (moved === "taken") throw slugTaken(slug);
      if (moved === "not-live")
        throw new AisleError("endpoint.not-found", "The pipeline is not live yet; publish it under the address.");
      await deps.audit.append(auditActor(caller), {
        action: "endpoint.moved",
        subject: pipelineId,
        detail: { to: slug },
      });
    },
    async removeAlias(caller, pipelineId, slug) {
      await findPipeline(deps, caller, pipelineId);
      if (!(await deps.records.removeAlias(caller.workspaceId, pipelineId, slug)))
        throw new AisleError("endpoint.not-found", `“${slug}” is no earlier address of this pipeline.`, { slug });
      await deps.audit.append(auditActor(caller), {
        action: "endpoint.alias-removed",
        subject: pipelineId,
        detail: { slug },
      });
    },
  };
}

function refuseBadSlug(slug: string): void {
  if (slugPattern.test(slug)) return;
  const message = "An endpoint's name has small letters, digits and single hyphens, 60 characters at most.";
  throw new AisleError("request.invalid", message, { field: "slug" });
}

const slugTaken = (slug: string) =>
  new AisleError("endpoint.slug-taken", `Another pipeline answers as “${slug}”.`, { slug });

function refusal(added: Exclude<AddedVersion, { ok: true }>, pipelineId: string, slug: string): AisleError {
  if (added.why !== "fixed") return added.why === "gone" ? pipelineGone(pipelineId) : slugTaken(slug);
  const message = `This pipeline answers as “${added.slug}”; publishing does not move it to “${slug}”.`;
  return new AisleError("endpoint.address-fixed", message, { slug: added.slug });
}

async function movedOn(deps: StudioDeps, caller: Caller, pipelineId: string, revision: number): Promise<AisleError> {
  const editor = (await deps.records.lastEditors(caller.workspaceId)).get(pipelineId) ?? "";
  const name = (await deps.people([editor])).get(editor)?.name ?? "Someone";
  return new AisleError(
    "graph.revision-gone",
    `${name} changed the draft while you looked at it. See what changed, then publish again.`,
    { revision },
  );
}

/** A version of a pipeline that still exists. */
async function findVersion(deps: StudioDeps, caller: Caller, versionId: string): Promise<VersionRecord> {
  const version = await deps.records.version(caller.workspaceId, versionId);
  if (version === undefined) throw new AisleError("version.not-found", "There is no such version.", { versionId });
  await findPipeline(deps, caller, version.pipelineId);
  return version;
}

async function versionDetail(deps: StudioDeps, caller: Caller, versionId: string): Promise<VersionDetail> {
  const { graph, problems, report, pipelineId } = await findVersion(deps, caller, versionId);
  const row = (await listVersions(deps, caller, pipelineId)).find((candidate) => candidate.id === versionId)!;
  const { samples = [] } = (report ?? {}) as { readonly samples?: VersionDetail["samples"] };
  return { ...row, graph, problems, samples };
}

/** A pipeline's versions, newest first. */
export async function listVersions(
  deps: StudioDeps,
  caller: Caller,
  pipelineId: string,
): Promise<readonly VersionRow[]> {
  const [versions, endpoints] = await Promise.all([
    deps.records.versions(caller.workspaceId, pipelineId),
    deps.records.endpoints(caller.workspaceId),
  ]);
  const people = await deps.people([...new Set(versions.flatMap((version) => version.publishedBy ?? []))]);
  return versions.map((version) => ({
    id: version.id,
    number: version.number,
    name: version.name,
    notes: version.notes,
    status: version.status,
    waitingFor: version.waitingFor,
    publishedBy: people.get(version.publishedBy ?? "") ?? null,
    createdAt: version.createdAt.toISOString(),
    live: endpoints.some((endpoint) => endpoint.activeVersionId === version.id),
  }));
}
