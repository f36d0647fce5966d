import { randomBytes } from "node:crypto";
import { AisleError } from "@aisle/runtime/errors";
import type { CollectionInfo, Metric, VectorsCapability } from "@aisle/runtime/node-sdk/capabilities/vectors";
import type { Hit } from "@aisle/runtime/node-sdk/hit";
import type { PayloadFilter } from "@aisle/runtime/node-sdk/payload-filter";
import type { VectorValue } from "@aisle/runtime/node-sdk/port-type";
import { QdrantClient, type Schemas } from "@qdrant/js-client-rest";
import type { PayloadMatcher } from "./embedded-vector-store.ts";
import { qdrantAddress } from "./qdrant-address.ts";
import { payloadKey, qdrantFilter, qdrantPath } from "./qdrant-filter.ts";
import { isGenerationOf, qdrantAlias, qdrantGenerationName } from "./qdrant-names.ts";
import { qdrantPointId } from "./qdrant-point-id.ts";
import { asStored } from "./similarity.ts";
import { checkAlike, checkVector, collectionNotFound } from "./vector-problems.ts";
import { stampOf } from "./vector-rows.ts";
import type { CollectionSpec, StoredState, VectorItem, VectorStore } from "./vector-store.ts";

/** Which server, and whose collections. */
export interface QdrantStoreOptions {
  readonly url: string;
  readonly apiKey?: string | undefined;
  /** The id of this installation: several may share the server. */
  readonly installation: () => Promise<string>;
  readonly workspaceId: string;
  /** Milliseconds that one request may take; 10,000 by default. */
  readonly timeoutMs?: number;
  /** Answers conditions on fields that change too often to be stored with the vectors, such as `price` and `stock`. */
  readonly live?: { readonly fields: readonly string[]; readonly matcher: PayloadMatcher };
}

type SearchQuery = Parameters<VectorsCapability["search"]>[0];

/** One generation of a collection. */
interface Known extends Omit<CollectionInfo, "count"> {
  readonly generation: string;
  /** Its name on the server, which no other generation ever has. */
  readonly storedAs: string;
}

const distances: Record<Metric, Schemas["Distance"]> = { cosine: "Cosine", dot: "Dot", euclidean: "Euclid" };
/** Fields that shops filter by most; Qdrant's graph search is fast under a filter on indexed fields only. */
const indexedFields = ["brand", "category"];
const upsertedAtOnce = 256;
const scrolledAtOnce = 2_000;
/** Where live conditions keep few, more are asked for, up to this many. */
const maxAsked = 10_000;

/**
 * Vectors in a Qdrant server, 1.16 or later. Each time that a collection of ours is created it is a new one there, a
 * generation, and an alias of the installation points to it: a process that still knows a former generation can neither
 * read nor write the present one by mistake. The embedder stands in the generation's metadata. Throws `qdrant.unavailable` when the server cannot be reached or answers unlike Qdrant.
 */
export function openQdrantStore(options: QdrantStoreOptions): VectorStore {
  return new QdrantStore(options);
}

class QdrantStore implements VectorStore {
  readonly #client: QdrantClient;
  readonly #installation: () => Promise<string>;
  readonly #workspaceId: string;
  readonly #live: QdrantStoreOptions["live"];
  readonly #known = new Map<string, Known>();

  constructor({ url, apiKey, installation, workspaceId, timeoutMs = 10_000, live }: QdrantStoreOptions) {
    this.#client = new QdrantClient({
      ...qdrantAddress(url),
      timeout: timeoutMs,
      checkCompatibility: false,
      // As a header, because the client prints a warning for every key sent to a plain http address, loopback included.
      ...(apiKey === undefined ? {} : { headers: { "api-key": apiKey } }),
    });
    this.#installation = installation;
    this.#workspaceId = workspaceId;
    this.#live = live;
  }

  async create(spec: CollectionSpec): Promise<void> {
    const { name, embedder, dimension, metric } = spec;
    const found = await this.#find(name);
    if (found !== undefined) return checkAlike(found, spec);
    const alias = await this.#aliasOf(name);
    const generation = randomBytes(6).toString("hex");
    const storedAs = qdrantGenerationName(alias, generation);
    await this.#ask(name, async () => {
      // Through the generated interface, because the client's own method drops `metadata`.
      await this.#client.api().createCollection({
        collection_name: storedAs,
        vectors: { size: dimension, distance: distances[metric] },
        metadata: { embedder, metric, generation },
      });
      for (const field of indexedFields)
        await this.#client.createPayloadIndex(storedAs, {
          field_name: qdrantPath(field),
          field_schema: "keyword",
          wait: true,
        });
      await this.#client.updateCollectionAliases({
        actions: [{ create_alias: { collection_name: storedAs, alias_name: alias } }],
      });
    });
    await this.#dropGenerations(alias, storedAs);
  }

  async drop(collection: string): Promise<void> {
    this.#known.delete(collection);
    await this.#dropGenerations(await this.#aliasOf(collection));
  }

  async info(collection: string): Promise<CollectionInfo | undefined> {
    const found = await this.#find(collection);
    if (found === undefined) return undefined;
    const { name, embedder, dimension, metric, storedAs } = found;
    const { count } = await this.#ask(collection, () => this.#client.count(storedAs, { exact: true }));
    return { name, embedder, dimension, metric, count };
  }

  async stored(collection: string): Promise<StoredState | undefined> {
    const found = await this.#find(collection);
    if (found === undefined) return undefined;
    const { count } = await this.#ask(collection, () => this.#client.count(found.storedAs, { exact: true }));
    return { generation: found.generation, count };
  }

  async upsert(collection: string, embedder: string, items: readonly VectorItem[]): Promise<void> {
    const info = await this.#get(collection);
    for (const item of items) checkVector(info, embedder, item.values, item.id);
    const unique = [...new Map(items.map((item) => [item.id, item])).values()];
    for (let from = 0; from < unique.length; from += upsertedAtOnce) {
      const points = unique.slice(from, from + upsertedAtOnce).map((item) => ({
        id: qdrantPointId(item.id),
        vector: Array.from(asStored(item.values, info.metric)),
        payload: { id: item.id, hash: stampOf(item), [payloadKey]: item.payload ?? {} },
      }));
      await this.#ask(collection, () => this.#client.upsert(info.storedAs, { points, wait: true }));
    }
  }

  async delete(collection: string, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    const points = ids.map(qdrantPointId);
    const { storedAs } = await this.#get(collection);
    await this.#ask(collection, () => this.#client.delete(storedAs, { points, wait: true }));
  }

  /** The server's own concern: it says so when it is full. */
  refuseTooMany(): void {}

  async textHashes(collection: string): Promise<ReadonlyMap<string, string>> {
    const hashes = new Map<string, string>();
    const { storedAs } = await this.#get(collection);
    let offset: string | number | undefined;
    do {
      const page = await this.#ask(collection, () =>
        this.#client.scroll(storedAs, {
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
    const known = await this.#get(collection);
    checkVector(known, vector.embedder, vector.values);
    const isLive = (field: string) => this.#live?.fields.includes(field) ?? false;
    const stored = qdrantFilter({ all: filter?.all.filter(({ field }) => !isLive(field)) ?? [] });
    if (stored === "nothing" || limit < 1) return [];
    const live: PayloadFilter = { all: filter?.all.filter(({ field }) => isLive(field)) ?? [] };
    const matches = live.all.length === 0 ? undefined : this.#live?.matcher.matches(live);
    for (let asked = matches === undefined ? limit : limit * 4; ; asked *= 4) {
      const found = await this.#inPresent(collection, (info) => {
        checkVector(info, vector.embedder, vector.values);
        return this.#query(info, vector.values, Math.min(asked, maxAsked), stored);
      });
      const matching = matches === undefined ? found : found.filter((hit) => matches.has(hit.id));
      if (matching.length >= limit || found.length < asked || asked >= maxAsked) return matching.slice(0, limit);
    }
  }

  async get(collection: string, ids: readonly string[]): Promise<readonly (VectorValue | undefined)[]> {
    if (ids.length === 0) return [];
    const { embedder, points } = await this.#inPresent(collection, async ({ embedder, storedAs }) => ({
      embedder,
      points: await this.#ask(collection, () =>
        this.#client.retrieve(storedAs, { ids: ids.map(qdrantPointId), with_vector: true, with_payload: false }),
      ),
    }));
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
    { name, metric, storedAs }: Known,
    values: Float32Array,
    limit: number,
    filter: Schemas["Filter"] | undefined,
  ): Promise<Hit[]> {
    const { points } = await this.#ask(name, () =>
      this.#client.query(storedAs, {
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

  /** Reads the present generation: where the known one is gone, the one that took its place. */
  async #inPresent<T>(collection: string, read: (info: Known) => Promise<T>): Promise<T> {
    const known = await this.#get(collection);
    try {
      return await read(known);
    } catch (error) {
      if (!(error instanceof AisleError) || error.code !== "collection.not-found") throw error;
      return read(await this.#get(collection));
    }
  }

  /** What a collection is, asked of the server once: a generation never changes. */
  async #get(collection: string): Promise<Known> {
    const info = this.#known.get(collection) ?? (await this.#find(collection));
    if (info === undefined) throw collectionNotFound(collection);
    return info;
  }

  async #find(collection: string): Promise<Known | undefined> {
    const alias = await this.#aliasOf(collection);
    try {
      const { config } = await this.#client.getCollection(alias);
      const { embedder, metric, generation } = (config.metadata ?? {}) as {
        embedder?: string;
        metric?: Metric;
        generation?: string;
      };
      const size = config.params.vectors?.size;
      if (embedder === undefined || metric === undefined || generation === undefined || typeof size !== "number")
        throw new AisleError(
          "qdrant.unavailable",
          `The Qdrant collection ${alias} does not say which model it holds; Aisle needs Qdrant 1.16 or later.`,
        );
      const storedAs = qdrantGenerationName(alias, generation);
      const info: Known = { name: collection, embedder, dimension: size, metric, generation, storedAs };
      this.#known.set(collection, info);
      return info;
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw unavailable(error);
    }
  }

  /** Drops all generations of an alias but one; the alias of a dropped one goes with it. */
  async #dropGenerations(alias: string, but?: string): Promise<void> {
    try {
      const { collections } = await this.#client.getCollections();
      for (const { name } of collections)
        if (name !== but && isGenerationOf(alias, name)) await this.#client.deleteCollection(name);
    } catch (error) {
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

  async #aliasOf(collection: string): Promise<string> {
    return qdrantAlias(await this.#installation(), this.#workspaceId, collection);
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
