import { AisleError } from "@aisle/runtime/errors";
import type { CollectionInfo, VectorsCapability } from "@aisle/runtime/node-sdk/capabilities/vectors";
import type { Hit } from "@aisle/runtime/node-sdk/hit";
import type { PayloadFilter } from "@aisle/runtime/node-sdk/payload-filter";
import type { VectorValue } from "@aisle/runtime/node-sdk/port-type";
import type { Pool } from "pg";
import type { BlobStore } from "../blobs/blob-store.ts";
import { PayloadIndex } from "../catalogue/payload-index.ts";
import { fetchGraph, type GraphBlobs, graphBytes, storeGraph } from "./graph-blobs.ts";
import { asStored } from "./similarity.ts";
import { buildVectorGraph } from "./vector-graph.ts";
import { type Matches, VectorIndex, worthAGraph } from "./vector-index.ts";
import { checkAlike, checkVector, collectionNotFound, isComparable } from "./vector-problems.ts";
import { type CollectionRow, stampOf, VectorRows } from "./vector-rows.ts";
import type { CollectionSpec, StoredState, VectorItem, VectorStore, WorkControl } from "./vector-store.ts";

/** Answers payload filters from something fresher than the stored payloads, such as the catalogue's cache. */
export interface PayloadMatcher {
  matches(filter: PayloadFilter): Matches;
}

export interface EmbeddedVectorStoreOptions {
  readonly pool: Pool;
  readonly workspaceId: string;
  readonly blobs: BlobStore;
  /** Who answers filters on a collection; without one, the payloads stored with its vectors do. */
  readonly matcherOf?: (collection: string) => PayloadMatcher | undefined;
}

interface Loaded {
  readonly row: CollectionRow;
  readonly index: VectorIndex;
  payloads: PayloadIndex | undefined;
  graph: GraphBlobs | undefined;
  /** Items whose stored vectors are damaged. */
  readonly damaged: ReadonlySet<string>;
}

type SearchQuery = Parameters<VectorsCapability["search"]>[0];

/**
 * Vectors without a server of their own: PostgreSQL rows are the truth, each process holds a copy in memory with a
 * usearch graph from the blob store. Once a collection is loaded, searches are sync. Another process's writes are seen
 * after `load`; call it on each notice of `aisle_artefacts`.
 */
export class EmbeddedVectorStore implements VectorStore {
  readonly #rows: VectorRows;
  readonly #blobs: BlobStore;
  readonly #matcherOf: (collection: string) => PayloadMatcher | undefined;
  readonly #loaded = new Map<string, Loaded>();
  readonly #loading = new Map<string, Promise<Loaded>>();
  /** The last change or load of each collection: the next waits for it. */
  readonly #busy = new Map<string, Promise<unknown>>();

  constructor({ pool, workspaceId, blobs, matcherOf }: EmbeddedVectorStoreOptions) {
    this.#rows = new VectorRows(pool, workspaceId);
    this.#blobs = blobs;
    this.#matcherOf = matcherOf ?? (() => undefined);
  }

  async create(spec: CollectionSpec): Promise<void> {
    await this.#rows.createCollection(spec);
    const row = await this.#rows.collection(spec.name);
    if (row !== undefined) checkAlike(row, spec);
  }

  drop(collection: string): Promise<void> {
    return this.#inTurn(collection, async () => {
      await this.#rows.dropCollection(collection);
      this.#loaded.delete(collection);
    });
  }

  async info(collection: string): Promise<CollectionInfo | undefined> {
    const row = await this.#rows.collection(collection);
    if (row === undefined) return undefined;
    const { name, embedder, dimension, metric } = row;
    return { name, embedder, dimension, metric, count: await this.#rows.count(collection) };
  }

  stored(collection: string): Promise<StoredState | undefined> {
    return this.#rows.stored(collection);
  }

  upsert(collection: string, embedder: string, items: readonly VectorItem[]): Promise<void> {
    return this.#inTurn(collection, async () => {
      const row = await this.#rows.collection(collection);
      if (row === undefined) throw collectionNotFound(collection);
      // A later item of the same id takes the place of an earlier one, as if they had come one by one.
      const storedItems = new Map<string, VectorItem>();
      for (const item of items) {
        checkVector(row, embedder, item.values, item.id);
        storedItems.set(item.id, { ...item, values: asStored(item.values, row.metric) });
      }
      if (storedItems.size === 0) return;
      await this.#rows.upsert(collection, embedder, [...storedItems.values()]);
      const loaded = this.#loaded.get(collection);
      if (loaded === undefined) return;
      for (const item of storedItems.values()) {
        loaded.index.set(item.id, stampOf(item), item.values);
        loaded.payloads?.set(item.id, item.payload ?? {});
      }
    });
  }

  delete(collection: string, ids: readonly string[]): Promise<void> {
    return this.#inTurn(collection, async () => {
      await this.#rows.delete(collection, ids);
      const loaded = this.#loaded.get(collection);
      for (const id of ids) {
        loaded?.index.remove(id);
        loaded?.payloads?.remove(id);
      }
    });
  }

  refuseTooMany(items: number, dimension: number): void {
    const needed = graphBytes(items, dimension);
    if (needed <= this.#blobs.maxBytes) return;
    const maxItems = Math.floor(items * (this.#blobs.maxBytes / needed));
    throw new AisleError(
      "blob.too-large",
      `A search index of ${items} products takes about ${needed} bytes, and at most ${this.#blobs.maxBytes} can be stored: that is enough for ${maxItems} products.`,
      { items, needed, maxBytes: this.#blobs.maxBytes },
    );
  }

  textHashes(collection: string): Promise<ReadonlyMap<string, string>> {
    return this.#rows.stamps(collection);
  }

  search(query: SearchQuery): readonly Hit[] | Promise<readonly Hit[]> {
    const loaded = this.#loaded.get(query.collection);
    const matcher = this.#matcherOf(query.collection) ?? loaded?.payloads;
    if (loaded !== undefined && (query.filter === undefined || matcher !== undefined))
      return searchLoaded(loaded, query, matcher);
    return this.#searchUnloaded(query);
  }

  async get(collection: string, ids: readonly string[]): Promise<readonly (VectorValue | undefined)[]> {
    const { row, index } = this.#loaded.get(collection) ?? (await this.#loadOnce(collection));
    return ids.map((id) => {
      const values = index.get(id);
      return values && { embedder: row.embedder, values };
    });
  }

  /** Builds the graph again when the present one leaves out more than a few items. Takes seconds: not for serving processes. */
  async index(collection: string, control: WorkControl = {}): Promise<readonly string[]> {
    await this.#load(collection);
    return this.#inTurn(collection, async () => {
      const loaded = this.#loaded.get(collection);
      if (loaded === undefined) throw collectionNotFound(collection);
      const { index, row } = loaded;
      if (worthAGraph(index)) {
        const { matrix, ...items } = index.snapshot();
        const graph = await buildVectorGraph(items, matrix, row.dimension, row.metric, control);
        loaded.graph = graph && (await storeGraph(graph, this.#blobs));
        index.attach(graph);
      }
      await this.#rows.setGraph(collection, loaded.graph, index.size);
      return [...loaded.damaged];
    });
  }

  /** Loads a collection into memory, or reads what other processes have changed in it since; a dropped one is forgotten. */
  async load(collection: string): Promise<void> {
    const row = await this.#rows.collection(collection);
    if (row === undefined) this.#loaded.delete(collection);
    else if (row.state !== this.#loaded.get(collection)?.row.state) await this.#load(collection);
  }

  async #searchUnloaded(query: SearchQuery): Promise<readonly Hit[]> {
    const loaded = this.#loaded.get(query.collection) ?? (await this.#loadOnce(query.collection));
    let matcher = this.#matcherOf(query.collection) ?? loaded.payloads;
    if (query.filter !== undefined && matcher === undefined) {
      await this.#inTurn(query.collection, async () => {
        // Whoever waited behind the first finds them there.
        loaded.payloads ??= await this.#payloads(query.collection);
      });
      matcher = loaded.payloads;
    }
    return searchLoaded(loaded, query, matcher);
  }

  /** The first load of a collection, shared by all who wait for it. */
  #loadOnce(collection: string): Promise<Loaded> {
    let loading = this.#loading.get(collection);
    if (loading === undefined) {
      loading = this.#load(collection).finally(() => this.#loading.delete(collection));
      this.#loading.set(collection, loading);
    }
    return loading;
  }

  /** Brings the copy in memory to the state of the rows: all of them at first, then those that changed. */
  #load(collection: string): Promise<Loaded> {
    return this.#inTurn(collection, async () => {
      const row = await this.#rows.collection(collection);
      if (row === undefined) throw collectionNotFound(collection);
      const before = this.#loaded.get(collection);
      const same = before !== undefined && isAlike(before.row, row);
      const stamps = await this.#rows.stamps(collection);
      const index = same ? before.index : new VectorIndex(row.dimension, row.metric, { room: stamps.size });
      const changed = [...stamps].filter(([id, stamp]) => index.stampOf(id) !== stamp).map(([id]) => id);
      const damaged = new Set<string>();
      for await (const found of this.#rows.vectors(collection, changed))
        for (const { id, stamp, values } of found) {
          if (values !== undefined && isComparable(values, row.dimension)) index.set(id, stamp, values);
          else {
            damaged.add(id);
            index.remove(id);
          }
        }
      for (const id of [...index.ids()]) if (!stamps.has(id)) index.remove(id);
      if (!same || before.graph?.graph !== row.graph?.graph)
        index.attach(row.graph && (await fetchGraph(row.graph, this.#blobs, row.dimension, row.metric)));
      const payloads = before?.payloads && (await this.#payloads(collection));
      const loaded: Loaded = { row, index, payloads, graph: row.graph, damaged };
      this.#loaded.set(collection, loaded);
      return loaded;
    });
  }

  async #payloads(collection: string): Promise<PayloadIndex> {
    const payloads = new PayloadIndex();
    for (const [id, payload] of await this.#rows.payloads(collection)) payloads.set(id, payload);
    return payloads;
  }

  #inTurn<T>(collection: string, work: () => Promise<T>): Promise<T> {
    const before = this.#busy.get(collection) ?? Promise.resolve();
    const own = before.catch(() => undefined).then(work);
    this.#busy.set(collection, own);
    return own;
  }
}

function isAlike(a: CollectionSpec, b: CollectionSpec): boolean {
  return a.embedder === b.embedder && a.dimension === b.dimension && a.metric === b.metric;
}

function searchLoaded(
  { row, index }: Loaded,
  { vector, limit, filter }: SearchQuery,
  matcher: PayloadMatcher | undefined,
): readonly Hit[] {
  checkVector(row, vector.embedder, vector.values);
  const matches = filter === undefined || filter.all.length === 0 ? undefined : matcher?.matches(filter);
  return index.search(asStored(vector.values, row.metric), limit, matches);
}
