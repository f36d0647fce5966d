import type { JobState } from "@aisle/contracts/job";
import type { Caller } from "../access/caller.ts";
import type { Area } from "../services/area.ts";
import type { CollectionsPorts } from "./collections-ports.ts";
import type { CollectionRow } from "./collections-shapes.ts";

/** The collections that pipelines search in, and building them again. */
export interface CollectionsService {
  list(caller: Caller): Promise<readonly CollectionRow[]>;
  /** Embeds what changed and builds the indexes again; the job that does so already is named when there is one. */
  rebuild(caller: Caller): Promise<{ readonly jobId: string }>;
}

export const collectionsArea: Area<CollectionsService, CollectionsPorts> = {
  permissions: { list: "look", rebuild: "stock" },
  make: collectionsService,
};

const newestJobs = 200;
const building: ReadonlySet<JobState> = new Set(["waiting", "delayed", "running"]);

function collectionsService({ shop, records, jobs, summaries }: CollectionsPorts): CollectionsService {
  const runningJob = async (workspaceId: string) =>
    (await jobs.list(newestJobs)).find(
      ({ name, payload, state }) =>
        name === "index-catalogue" && payload.workspaceId === workspaceId && building.has(state),
    );
  return {
    async list({ workspaceId }) {
      const [collections, pipelines, job] = await Promise.all([
        shop.collections(workspaceId),
        records.list(workspaceId),
        runningJob(workspaceId),
      ]);
      const known = await summaries.of(workspaceId, pipelines);
      return collections.map(
        ({ keywordBlob, name, embedder, dimension, count, status, updatedAt, problem, building }) => ({
          building,
          keywordsReady: keywordBlob !== null,
          name,
          embedder,
          dimension,
          count,
          status,
          problem,
          updatedAt: updatedAt.toISOString(),
          pipelines: pipelines
            .filter(({ id }) => known.get(id)?.collections.includes(name))
            .map(({ id, name: title }) => ({ id, name: title })),
          jobId: job?.id ?? null,
        }),
      );
    },
    async rebuild({ workspaceId }) {
      const job = await runningJob(workspaceId);
      return { jobId: job?.id ?? (await jobs.add("index-catalogue", { workspaceId })) };
    },
  };
}
