import { keywordIndexOf } from "@aisle/learn/search/keyword-index-bytes";
import type { Building } from "@aisle/runtime/node-sdk/capabilities/building";
import type { Pool } from "pg";
import type { ArtefactSource } from "../artefacts/load-artefact.ts";
import type { KeywordSearch } from "../keyword/keyword-search.ts";
import { catalogueCollection } from "./catalogue-spec.ts";
import { listCollections } from "./collection-record.ts";

/** What a loader keeps up to date. */
export interface RetrievalLoaderOptions {
  readonly pool: Pool;
  readonly workspaceId: string;
  readonly source: ArtefactSource;
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
  #building: ReadonlyMap<string, Building> = new Map();
  #known: ReadonlySet<string> = new Set();
  #running: Promise<void> = Promise.resolve();

  constructor(options: RetrievalLoaderOptions) {
    this.#options = options;
  }

  /** Loads what changed. Throws when something could not be loaded; what was loaded before goes on serving. */
  refresh(): Promise<void> {
    this.#running = this.#running.catch(() => undefined).then(() => this.#read());
    return this.#running;
  }

  /** How much of a collection can be found while it is being built; undefined when nothing is missing. */
  building(collection: string): Building | undefined {
    const building = this.#building.get(collection);
    if (building !== undefined || this.#known.has(collection)) return building;
    // Before the first product there is nothing to index: a search finds nothing, and nothing has failed.
    return collection === catalogueCollection ? { found: 0, total: 0 } : undefined;
  }

  /** Whether the catalogue's index was never begun: how many products wait for it changes with every product stored. */
  get waitsForIndex(): boolean {
    return this.#keywordBlob === undefined;
  }

  async #read(): Promise<void> {
    const { pool, workspaceId, source, keyword, vectors } = this.#options;
    const collections = await listCollections(pool, workspaceId);
    this.#known = new Set(collections.map(({ name }) => name));
    this.#building = new Map(
      collections.flatMap(({ name, building }) => (building === null ? [] : [[name, building] as const])),
    );
    for (const { name, keywordBlob } of collections) {
      if (name === catalogueCollection && keywordBlob !== null && keywordBlob !== this.#keywordBlob) {
        const artefact = await source.load("keyword-index", keywordBlob);
        if (artefact !== undefined) {
          keyword.swap(keywordIndexOf(artefact));
          this.#keywordBlob = keywordBlob;
        }
      }
      await vectors?.load(name);
    }
  }
}
