import type { PipelineRecords } from "@aisle/contracts/pipeline-records";
import type { Caller } from "../access/caller.ts";
import type { PeopleNames } from "../access/person.ts";
import type { VersionRow } from "./versions-shapes.ts";

/** A pipeline's versions, newest first. */
export async function listVersions(
  {
    records,
    people,
  }: { readonly records: Pick<PipelineRecords, "versions" | "endpoints">; readonly people: PeopleNames },
  caller: Caller,
  pipelineId: string,
): Promise<readonly VersionRow[]> {
  const [versions, endpoints] = await Promise.all([
    records.versions(caller.workspaceId, pipelineId),
    records.endpoints(caller.workspaceId),
  ]);
  const names = await people([...new Set(versions.flatMap((version) => version.publishedBy ?? []))]);
  return versions.map((version) => ({
    id: version.id,
    number: version.number,
    name: version.name,
    notes: version.notes,
    status: version.status,
    waitingFor: version.waitingFor,
    publishedBy: names.get(version.publishedBy ?? "") ?? null,
    createdAt: version.createdAt.toISOString(),
    live: endpoints.some((endpoint) => endpoint.activeVersionId === version.id),
  }));
}
