import type { JobName } from "@aisle/app/jobs/aisle-jobs";
import { checkCollections } from "@aisle/platform/collections/check-collections";
import { eachWorkspace } from "../each-workspace.ts";
import type { JobDeps } from "./job-deps.ts";
import { queueCatalogueIndex } from "./queue-catalogue-index.ts";
import { RepeatedPoll } from "./repeated-poll.ts";

const firstMs = 5_000;
const newestJobs = 500;
const leadsToIndex: ReadonlySet<string> = new Set(["import", "demo-shop", "index-catalogue"] satisfies JobName[]);

/** Looks once a minute whether every collection holds what it should, and queues the building of one that does not. */
export class CollectionWatch extends RepeatedPoll {
  readonly #deps: JobDeps;

  constructor(deps: JobDeps, onError: (error: unknown) => void) {
    super(onError, firstMs);
    this.#deps = deps;
  }

  async poll(): Promise<void> {
    const { pool, workspaces } = this.#deps;
    await eachWorkspace(await workspaces.ids(), async (workspaceId) => {
      const needed = await checkCollections(pool, workspaceId, workspaces.vectors(workspaceId));
      if (needed === "again" || (needed === "first" && !(await this.#isOnItsWay(workspaceId))))
        await queueCatalogueIndex(this.#deps, workspaceId);
    });
  }

  /** Whether a job of the workspace is in the queue that is the first index, or asks for it when it ends. */
  async #isOnItsWay(workspaceId: string): Promise<boolean> {
    const jobs = await this.#deps.queue.list(newestJobs, ["waiting", "delayed", "running"]);
    return jobs.some((job) => leadsToIndex.has(job.name) && job.payload.workspaceId === workspaceId);
  }
}
