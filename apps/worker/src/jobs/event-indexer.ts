import { popularityArtefact } from "@aisle/platform/artefacts/index-events";
import { hasUncounted } from "@aisle/platform/events/counted-position";
import { eachWorkspace } from "../each-workspace.ts";
import type { JobDeps } from "./job-deps.ts";
import { queueEventIndex } from "./queue-event-index.ts";
import { RepeatedPoll } from "./repeated-poll.ts";

const firstMs = 60_000;

/** Looks once a minute whether a workspace has interactions that are not counted, and then queues the job that counts them. */
export class EventIndexer extends RepeatedPoll {
  readonly #deps: JobDeps;

  constructor(deps: JobDeps, onError: (error: unknown) => void) {
    super(onError, firstMs);
    this.#deps = deps;
  }

  async poll(): Promise<void> {
    const { pool, workspaces } = this.#deps;
    await eachWorkspace(await workspaces.ids(), async (workspaceId) => {
      const last = await workspaces.artefacts.newestOf(workspaceId, popularityArtefact);
      if (await hasUncounted(pool, workspaceId, last?.meta)) await queueEventIndex(this.#deps, workspaceId);
    });
  }
}
