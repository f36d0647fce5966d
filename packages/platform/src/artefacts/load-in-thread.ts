import { Worker } from "node:worker_threads";
import type { Artefact } from "@aisle/learn/artefact/artefact";
import type { BlobStore } from "../blobs/blob-store.ts";
import { errorOf } from "../process/thread-message.ts";
import type { ArtefactThreadData, LoadAnswer, LoadRequest } from "./artefact-thread.ts";
import { type ArtefactSource, loadArtefact } from "./load-artefact.ts";

interface Waiting {
  readonly resolve: (artefact: Artefact | undefined) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Loads artefacts in one thread of this process: reading, hashing, checking and decoding 50 MB would stop the event loop
 * for a tenth of a second and more. The arrays come over without a copy.
 */
export class ThreadArtefactSource implements ArtefactSource {
  readonly #data: ArtefactThreadData;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #next = 0;

  constructor(data: ArtefactThreadData) {
    this.#data = data;
  }

  load(kind: LoadRequest["kind"], hash: string): Promise<Artefact | undefined> {
    return new Promise((resolve, reject) => {
      const id = this.#next++;
      this.#waiting.set(id, { resolve, reject });
      this.#thread().postMessage({ id, kind, hash } satisfies LoadRequest);
    });
  }

  /** Ends the thread; what is still being loaded fails. */
  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  #thread(): Worker {
    if (this.#worker !== undefined) return this.#worker;
    const worker = new Worker(new URL("./artefact-thread.js", import.meta.url), { workerData: this.#data });
    worker.unref();
    worker.on("message", (answer: LoadAnswer) => {
      const waiting = this.#waiting.get(answer.id);
      this.#waiting.delete(answer.id);
      if ("failure" in answer) waiting?.reject(errorOf(answer.failure));
      else waiting?.resolve(answer.artefact);
    });
    const fail = (error: Error) => {
      if (this.#worker === worker) this.#worker = undefined;
      for (const { reject } of this.#waiting.values()) reject(error);
      this.#waiting.clear();
    };
    worker.on("error", fail);
    worker.on("exit", () => fail(new Error("The thread that loads artefacts ended.")));
    this.#worker = worker;
    return worker;
  }
}

/** Loads in the calling thread: for tools that answer nobody meanwhile, and for code that is run from its TypeScript source. */
export function ownThreadSource(blobs: BlobStore): ArtefactSource & { close(): Promise<void> } {
  return { load: (kind, hash) => loadArtefact(blobs, kind, hash), close: async () => undefined };
}

/** The source of a process that must go on answering while it loads. */
export function openArtefactSource(
  data: ArtefactThreadData,
  blobs: BlobStore,
): ArtefactSource & { close(): Promise<void> } {
  return import.meta.url.endsWith(".ts") ? ownThreadSource(blobs) : new ThreadArtefactSource(data);
}
