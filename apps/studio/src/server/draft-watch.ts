import { draftsChannel } from "@aisle/platform/pipelines/draft-store";
import { type Listener, listen } from "@aisle/platform/postgres/listen";

/** Tells the open editors of a pipeline when its draft has changed, in whatever process. */
export class DraftWatch {
  readonly #listeners = new Map<string, Set<() => void>>();
  readonly #listener: Listener;

  constructor(url: string, onError: (error: Error) => void) {
    this.#listener = listen({
      url,
      channels: [draftsChannel],
      onNotify: (_channel, pipelineId) => this.#notify(pipelineId),
      // Notifications sent while the connection was down are lost: every listener reads again.
      onConnect: () => {
        for (const pipelineId of this.#listeners.keys()) this.#notify(pipelineId);
      },
      onError,
    });
  }

  /** Calls back at each change until the returned function is called. */
  watch(pipelineId: string, onChange: () => void): () => void {
    const known = this.#listeners.get(pipelineId) ?? new Set();
    known.add(onChange);
    this.#listeners.set(pipelineId, known);
    return () => {
      known.delete(onChange);
      if (known.size === 0) this.#listeners.delete(pipelineId);
    };
  }

  close(): Promise<void> {
    return this.#listener.close();
  }

  #notify(pipelineId: string): void {
    for (const onChange of this.#listeners.get(pipelineId) ?? []) onChange();
  }
}
