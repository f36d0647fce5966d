import type { JobDeps } from "./job-deps.ts";

const everyMs = 60_000;

/** Looks once a minute whether a workspace has new events, and then queues one job that counts them. */
export class EventIndexer {
  readonly #deps: JobDeps;
  readonly #onError: (error: unknown) => void;
  readonly #seen = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;

  constructor(deps: JobDeps, onError: (error: unknown) => void) {
    this.#deps = deps;
    this.#onError = onError;
  }

  start(): void {
    this.#timer = setInterval(() => this.#look().catch(this.#onError), everyMs);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    const { pool, queue, workspaces } = this.#deps;
    for (const workspaceId of await workspaces.ids()) {
      const { rows } = await pool.query<{ at: Date | null; indexed: Date | null }>(
        `select (select max(received_at) from event where workspace_id = $1 and at > now() - interval '2 days') as at,
           (select max(created_at) from artefact where workspace_id = $1 and name = 'popularity') as indexed`,
        [workspaceId],
      );
      const { at, indexed } = rows[0]!;
      const newest = at?.getTime() ?? 0;
      if (newest <= (indexed?.getTime() ?? 0) || newest === this.#seen.get(workspaceId)) continue;
      this.#seen.set(workspaceId, newest);
      await queue.add("index-events", { workspaceId });
    }
  }
}
