import { popularityArtefact } from "@aisle/platform/artefacts/index-events";
import { hasUncounted } from "@aisle/platform/events/counted-position";
import { eachWorkspace } from "../each-workspace.ts";
import type { JobDeps } from "./job-deps.ts";
import { queueEventIndex } from "./queue-event-index.ts";

const everyMs = 60_000;

/** Looks once a minute whether a workspace has interactions that are not counted, and then queues the job that counts them. */
export class EventIndexer {
  readonly #deps: JobDeps;
  readonly #onError: (error: unknown) => void;
  #timer: NodeJS.Timeout | undefined;
  #polling: Promise<void> | undefined;

  constructor(deps: JobDeps, onError: (error: unknown) => void) {
    this.#deps = deps;
    this.#onError = onError;
  }

  start(): void {
    this.#timer = setInterval(() => {
      // A slow database must not make polls pile up.
      this.#polling ??= this.poll()
        .catch(this.#onError)
        .finally(() => {
          this.#polling = undefined;
        });
    }, everyMs);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async poll(): Promise<void> {
    const { pool, workspaces } = this.#deps;
    await eachWorkspace(await workspaces.ids(), async (workspaceId) => {
      const last = await workspaces.artefacts.newestOf(workspaceId, popularityArtefact);
      if (await hasUncounted(pool, workspaceId, last?.meta)) await queueEventIndex(this.#deps, workspaceId);
    });
  }
}
