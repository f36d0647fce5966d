import { checkCollections } from "@aisle/platform/collections/check-collections";
import type { JobDeps } from "./job-deps.ts";
import { queueCatalogueIndex } from "./queue-catalogue-index.ts";

const everyMs = 60_000;
const firstMs = 5_000;

/** Looks once a minute whether every collection holds what it should, and queues the building of one that does not. */
export class CollectionWatch {
  readonly #deps: JobDeps;
  readonly #onError: (error: unknown) => void;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(deps: JobDeps, onError: (error: unknown) => void) {
    this.#deps = deps;
    this.#onError = onError;
  }

  start(): void {
    this.#next(firstMs);
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  async look(): Promise<void> {
    const { pool, workspaces } = this.#deps;
    for (const workspaceId of await workspaces.ids())
      if (await checkCollections(pool, workspaceId, workspaces.vectors(workspaceId)))
        await queueCatalogueIndex(this.#deps, workspaceId);
  }

  #next(pauseMs: number): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      this.look()
        .catch(this.#onError)
        .finally(() => this.#next(everyMs));
    }, pauseMs);
  }
}
