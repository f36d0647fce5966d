import { loadKeywordIndex } from "@aisle/learn/search/keyword-index-bytes";
import type { Pool } from "pg";
import type { BlobStore } from "../blobs/blob-store.ts";
import type { KeywordSearch } from "../keyword/keyword-search.ts";
import { listCollections } from "./collection-record.ts";
import { catalogueCollection } from "./index-catalogue.ts";

/** What a loader keeps up to date. */
export interface RetrievalLoaderOptions {
  readonly pool: Pool;
  readonly workspaceId: string;
  readonly blobs: BlobStore;
  readonly keyword: KeywordSearch;
  /** The embedded store; leave it out where a server holds the vectors. */
  readonly vectors?: { load(collection: string): Promise<void> };
}

/**
 * Brings a serving process's search indexes up to what the job worker published last, and swaps them in whole. Call
 * `refresh` once before serving, on each notice of `aisle_artefacts`, and after a lost connection.
 */
export class RetrievalLoader {
  readonly #options: RetrievalLoaderOptions;
  #keywordBlob: string | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(options: RetrievalLoaderOptions) {
    this.#options = options;
  }

  /** Loads what changed. Throws when something could not be loaded; what was loaded before goes on serving. */
  refresh(): Promise<void> {
    this.#running = this.#running.catch(() => undefined).then(() => this.#read());
    return this.#running;
  }

  async #read(): Promise<void> {
    const { pool, workspaceId, blobs, keyword, vectors } = this.#options;
    for (const { name, keywordBlob } of await listCollections(pool, workspaceId)) {
      if (name === catalogueCollection && keywordBlob !== null && keywordBlob !== this.#keywordBlob) {
        const bytes = await blobs.get(keywordBlob);
        if (bytes !== undefined) {
          keyword.swap(loadKeywordIndex(bytes));
          this.#keywordBlob = keywordBlob;
        }
      }
      await vectors?.load(name);
    }
  }
}
