import { AisleError } from "@aisle/runtime/errors";
import type {
  CollectionInfo,
  Hit,
  Metric,
  PayloadFilter,
  VectorsCapability,
} from "@aisle/runtime/node-sdk/capabilities";
import type { VectorValue } from "@aisle/runtime/node-sdk/port-type";
import { QdrantClient, type Schemas } from "@qdrant/js-client-rest";
import type { PayloadMatcher } from "./embedded-vector-store.ts";
import { payloadKey, qdrantFilter, qdrantPath } from "./qdrant-filter.ts";
import { qdrantPointId } from "./qdrant-point-id.ts";
import { asKept } from "./similarity.ts";
import { checkAlike, checkVector, collectionNotFound } from "./vector-problems.ts";
import { stampOf } from "./vector-rows.ts";
import type { CollectionSpec, VectorItem, VectorStore } from "./vector-store.ts";

/** Which server, and whose collections. */
export interface QdrantStoreOptions {
  readonly url: string;
  readonly apiKey?: string | undefined;
  readonly workspaceId: string;
  /** Milliseconds that one request may take; 10,000 unless told. */
  readonly timeoutMs?: number;
  /** Answers conditions on fields that change too often to be stored with the vectors, such as `price` and `stock`. */
  readonly live?: { readonly fields: readonly string[]; readonly matcher: PayloadMatcher };
}

type SearchQuery = Parameters<VectorsCapability["search"]>[0];
type Known = Omit<CollectionInfo, "count">;

const distances: Record<Metric, Schemas["Distance"]> = { cosine: "Cosine", dot: "Dot", euclidean: "Euclid" };
/** Fields that shops filter by most; Qdrant's graph search is fast under a filter on indexed fields only. */
const indexedFields = ["brand", "category"];
const upsertedAtOnce = 256;
const scrolledAtOnce = 2_000;
/** Where live conditions keep few, more are asked for, up to this many. */
const mostAsked = 10_000;

/**
 * Vectors in a Qdrant server, 1.16 or later, one collection of its own for each of ours. The embedder stands in the
 * collection's metadata. Throws `qdrant.unavailable` when the server cannot be reached or answers unlike Qdrant.
 */
export function openQdrantStore(options: QdrantStoreOptions): VectorStore {
  return new QdrantStore(options);
}

class QdrantStore implements VectorStore {
  readonly #client: QdrantClient;
  readonly #workspaceId: string;
  readonly #live: QdrantStoreOptions["live"];
  readonly #known = new Map<string, Known>();

  constructor({ url, apiKey, workspaceId, timeoutMs = 10_000, live }: QdrantStoreOptions) {
    this.#client = new QdrantClient({
      url,
      timeout: timeoutMs,
      checkCompatibility: false,
      // As a header, because the client prints a warning for every key sent to a plain http address, loopback included.
      ...(apiKey === undefined ? {} : { headers: { "api-key": apiKey } }),
    });
    this.#workspaceId = workspaceId;
    this.#live = live;
  }

  async create(spec: CollectionSpec): Promise<void> {
    const { name, embedder, dimension, metric } = spec;
    const found = await this.#find(name);
    if (found !== undefined) return checkAlike(found, spec);
    await this.#ask(name, async () => {
      // Through the generated interface, because the client's own method drops `metadata`.
      await this.#client.api().createCollection({
        collection_name: this.#nameOf(name),
        vectors: { size: dimension, distance: distances[metric] },
        metadata: { embedder, metric },
      });
      for (const field of indexedFields)
        await this.#client.createPayloadIndex(this.#nameOf(name), {
          field_name: qdrantPath(field),
          field_schema: "keyword",
          wait: true,
        });
    });
  }

  async drop(collection: string): Promise<void> {
    this.#known.delete(collection);
    await this.#client.deleteCollection(this.#nameOf(collection)).catch((error: unknown) => {
      if (statusOf(error) !== 404) throw unavailable(error);
    });
  }

  async info(collection: string): Promise<CollectionInfo | undefined> {
    const found = await this.#find(collection);
    if (found === undefined) return undefined;
    const { count } = await this.#ask(collection, () => this.#client.count(this.#nameOf(collection), { exact: true }));
    return { ...found, count };
  }

  async upsert(collection: string, embedder: string, items: readonly VectorItem[]): Promise<void> {
    const info = await this.#get(collection);
    for (const item of items) checkVector(info, embedder, item.values, item.id);
    const kept = [...new Map(items.map((item) => [item.id, item])).values()];
    for (let from = 0; from < kept.length; from += upsertedAtOnce) {
      const points = kept.slice(from, from + upsertedAtOnce).map((item) => ({
        id: qdrantPointId(item.id),
        vector: Array.from(asKept(item.values, info.metric)),
        payload: { id: item.id, hash: stampOf(item), [payloadKey]: item.payload ?? {} },
      }));
      await this.#ask(collection, () => this.#client.upsert(this.#nameOf(collection), { points, wait: true }));
    }
  }

  async delete(collection: string, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    const points = ids.map(qdrantPointId);
    await this.#ask(collection, () => this.#client.delete(this.#nameOf(collection), { points, wait: true }));
  }

  /** The server's own concern: it says so when it is full. */
  refuseTooMany(): void {}

  async textHashes(collection: string): Promise<ReadonlyMap<string, string>> {
    const hashes = new Map<string, string>();
    let offset: string | number | undefined;
    do {
      const page = await this.#ask(collection, () =>
        this.#client.scroll(this.#nameOf(collection), {
          limit: scrolledAtOnce,
          with_payload: ["id", "hash"],
          ...(offset === undefined ? {} : { offset }),
        }),
      );
      for (const { payload } of page.points) hashes.set(String(payload?.id), String(payload?.hash));
      const next = page.next_page_offset;
      offset = typeof next === "string" || typeof next === "number" ? next : undefined;
    } while (offset !== undefined);
    return hashes;
  }

  async search({ collection, vector, limit, filter }: SearchQuery): Promise<readonly Hit[]> {
    const info = await this.#get(collection);
    checkVector(info, vector.embedder, vector.values);
    const isLive = (field: string) => this.#live?.fields.includes(field) ?? false;
    const stored = qdrantFilter({ all: filter?.all.filter(({ field }) => !isLive(field)) ?? [] });
    if (stored === "nothing" || limit < 1) return [];
    const live: PayloadFilter = { all: filter?.all.filter(({ field }) => isLive(field)) ?? [] };
    const matches = live.all.length === 0 ? undefined : this.#live?.matcher.matches(live);
    for (let asked = matches === undefined ? limit : limit * 4; ; asked *= 4) {
      const found = await this.#query(info, vector.values, Math.min(asked, mostAsked), stored);
      const kept = matches === undefined ? found : found.filter((hit) => matches.has(hit.id));
      if (kept.length >= limit || found.length < asked || asked >= mostAsked) return kept.slice(0, limit);
    }
  }

  async get(collection: string, ids: readonly string[]): Promise<readonly (VectorValue | undefined)[]> {
    const { embedder } = await this.#get(collection);
    if (ids.length === 0) return [];
    const points = await this.#ask(collection, () =>
      this.#client.retrieve(this.#nameOf(collection), {
        ids: ids.map(qdrantPointId),
        with_vector: true,
        with_payload: false,
      }),
    );
    const found = new Map(points.map((point) => [point.id, point.vector]));
    return ids.map((id) => {
      const values = found.get(qdrantPointId(id));
      return Array.isArray(values) ? { embedder, values: Float32Array.from(values as number[]) } : undefined;
    });
  }

  /** Qdrant builds its graph by itself; this only says when the collection is not there. */
  async index(collection: string): Promise<readonly string[]> {
    this.#known.delete(collection);
    await this.#get(collection);
    return [];
  }

  async #query(
    { name, metric }: Known,
    values: Float32Array,
    limit: number,
    filter: Schemas["Filter"] | undefined,
  ): Promise<Hit[]> {
    const { points } = await this.#ask(name, () =>
      this.#client.query(this.#nameOf(name), {
        query: Array.from(values),
        limit,
        with_payload: ["id"],
        ...(filter === undefined ? {} : { filter }),
      }),
    );
    return points.map(({ payload, score }) => ({
      id: String(payload?.id),
      score: metric === "euclidean" ? -score : score,
    }));
  }

  /** What a collection is, asked of the server once: it cannot change without being dropped. */
  async #get(collection: string): Promise<Known> {
    const info = this.#known.get(collection) ?? (await this.#find(collection));
    if (info === undefined) throw collectionNotFound(collection);
    return info;
  }

  async #find(collection: string): Promise<Known | undefined> {
    try {
      const { config } = await this.#client.getCollection(this.#nameOf(collection));
      const { embedder, metric } = (config.metadata ?? {}) as { embedder?: string; metric?: Metric };
      const size = config.params.vectors?.size;
      if (embedder === undefined || metric === undefined || typeof size !== "number")
        throw new AisleError(
          "qdrant.unavailable",
          `The Qdrant collection ${this.#nameOf(collection)} does not say which model it holds; Aisle needs Qdrant 1.16 or later.`,
        );
      const info: Known = { name: collection, embedder, dimension: size, metric };
      this.#known.set(collection, info);
      return info;
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw unavailable(error);
    }
  }

  async #ask<T>(collection: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (statusOf(error) !== 404) throw unavailable(error);
      this.#known.delete(collection);
      throw collectionNotFound(collection);
    }
  }

  #nameOf(collection: string): string {
    const plain = (text: string) => text.replace(/[^A-Za-z0-9-]/g, (sign) => `_${sign.codePointAt(0)!.toString(16)}_`);
    return `aisle.${plain(this.#workspaceId)}.${plain(collection)}`;
  }
}

function statusOf(error: unknown): number | undefined {
  const status = (error as { status?: unknown } | null)?.status;
  return typeof status === "number" ? status : undefined;
}

function unavailable(error: unknown): AisleError {
  if (error instanceof AisleError) return error;
  const status = statusOf(error);
  const reason = status === undefined ? "could not be reached" : `answered ${status}`;
  return new AisleError("qdrant.unavailable", `Qdrant ${reason}.`, status === undefined ? {} : { status }, error);
}
