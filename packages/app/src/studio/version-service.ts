import { AisleError } from "@aisle/runtime/errors";
import type { StudioServices } from "../studio-services.ts";
import type { Caller, VersionRow } from "../studio-shapes.ts";
import { findPipeline } from "./pipeline-service.ts";
import type { StudioDeps } from "./studio-deps.ts";

type VersionService = Pick<StudioServices, "publish" | "listVersions" | "activateVersion">;

const slugPattern = /^(?=.{1,60}$)[a-z0-9]+(-[a-z0-9]+)*$/;

/** Freezing drafts as versions and choosing which one answers. */
export function versionService(deps: StudioDeps): VersionService {
  return {
    async publish(caller, pipelineId, { slug, name, notes, revision }) {
      if (!slugPattern.test(slug)) {
        throw new AisleError(
          "request.invalid",
          "An endpoint's name has small letters, digits and single hyphens, 60 characters at most.",
          {
            field: "slug",
          },
        );
      }
      const pipeline = await findPipeline(deps, caller, pipelineId);
      if (pipeline.revision < revision) {
        throw new AisleError("graph.revision-gone", "The draft that was to be published is not stored yet.", {
          revision,
        });
      }
      const versionId = deps.newId("ver");
      const added = await deps.records.addVersion({
        id: versionId,
        workspaceId: caller.workspaceId,
        pipelineId,
        slug,
        graph: pipeline.graph,
        name,
        notes,
        publishedBy: caller.userId,
      });
      if (added === undefined)
        throw new AisleError("endpoint.slug-taken", `Another pipeline answers as “${slug}”.`, { slug });
      const payload = { workspaceId: caller.workspaceId, pipelineId, versionId, slug };
      return { jobId: await deps.jobs.add("publish", payload) };
    },
    listVersions: (caller, pipelineId) => listVersions(deps, caller, pipelineId),
    async activateVersion(caller, versionId) {
      const version = await deps.records.version(caller.workspaceId, versionId);
      if (version === undefined) throw new AisleError("version.not-found", "There is no such version.", { versionId });
      if (version.status !== "ready")
        throw new AisleError("graph.problems", "This version did not pass its checks.", { versionId });
      const pipeline = await findPipeline(deps, caller, version.pipelineId);
      const endpoints = await deps.records.endpoints(caller.workspaceId);
      // A publish under another name that failed has left the endpoint where it was.
      const slug = endpoints.find((endpoint) => endpoint.pipelineId === pipeline.id)?.slug ?? pipeline.slug;
      if (slug === null)
        throw new AisleError("endpoint.not-found", "The pipeline answers under no name yet; publish it.");
      await deps.records.activate(caller.workspaceId, slug, pipeline.id, versionId);
    },
  };
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
    publishedBy: people.get(version.publishedBy ?? "") ?? null,
    createdAt: version.createdAt.toISOString(),
    live: endpoints.some((endpoint) => endpoint.activeVersionId === version.id),
  }));
}
