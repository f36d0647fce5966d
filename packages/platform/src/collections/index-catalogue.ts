import { saveKeywordIndex } from "@aisle/learn/search/keyword-index-bytes";
import { AisleError } from "@aisle/runtime/errors";
import type { Pool } from "pg";
import type { BlobStore } from "../blobs/blob-store.ts";
import { CatalogueReader } from "../catalogue/catalogue-reader.ts";
import { isForSale } from "../catalogue/product-record.ts";
import type { LocalEmbedder } from "../embed/minilm-embedder.ts";
import { keywordTexts, productKeywordBuilder } from "../keyword/product-keywords.ts";
import { isConnectionLoss } from "../postgres/connection-loss.ts";
import type { CollectionSpec, VectorStore } from "../vectors/vector-store.ts";
import { catalogueCollection } from "./catalogue-spec.ts";
import {
  beginCollection,
  failCollection,
  finishCollection,
  noteBuilding,
  noteWaiting,
  setKeywordBlob,
} from "./collection-record.ts";
import { embeddingPayload, embeddingStamp, embeddingText } from "./embedding-text.ts";
import { oneIndexAtATime } from "./one-index-at-a-time.ts";
import { retiringBlobs } from "./retire-blobs.ts";
import { isVectorServerAway, retryWhileAway } from "./retry-while-away.ts";

/** What indexing needs. */
export interface IndexCatalogueDeps {
  readonly pool: Pool;
  readonly workspaceId: string;
  readonly embed: Pick<LocalEmbedder, "defaultEmbedder" | "dimension" | "embedMany">;
  readonly vectors: VectorStore;
  readonly blobs: BlobStore;
}

/** Where indexing stands: `done` of `total` products of a stage. Stages come in this order. */
export interface IndexProgress {
  readonly stage: "reading" | "embedding" | "graph" | "done";
  readonly done: number;
  readonly total: number;
}

/** What an indexing did, in products. */
export interface IndexReport {
  readonly products: number;
  readonly embedded: number;
  readonly removed: number;
}

/** How an indexing is stopped and followed. */
export interface IndexControl {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: IndexProgress) => void;
  /** Told each time that indexing waits for a server that is away, and why. */
  readonly onWait?: (message: string) => void;
  /** Pauses between tries in milliseconds: the first, doubled up to the last; one second and thirty when not given. */
  readonly pausesMs?: readonly [number, number];
  /** Milliseconds between two notes of how much can be found so far; two seconds when not given. */
  readonly noteEveryMs?: number;
}

/** Products embedded and stored together: what is lost when the job is killed. */
const batch = 256;
/** Below this share of missing products a search is not called incomplete. */
const ignoredShare = 0.01;
/** Times that vectors are stored again when the store afterwards holds another number of them. */
const maxRounds = 3;

/**
 * Makes the catalogue searchable. The keyword index comes first and depends on nothing but the database: it serves before
 * anything is embedded, and also while the vectors' server is away. Then the products whose text or attributes changed
 * are embedded, those that are gone are removed, and the vector index is updated. A server or database that
 * is away is waited for, and work goes on where it stood: done is only what the store is seen to hold. Safe to stop and
 * to run again. One run at a time per workspace.
 */
export async function indexCatalogue(deps: IndexCatalogueDeps, control: IndexControl = {}): Promise<IndexReport> {
  const { pool, workspaceId, embed } = deps;
  const spec: CollectionSpec = {
    name: catalogueCollection,
    embedder: embed.defaultEmbedder,
    dimension: embed.dimension,
    metric: "cosine",
  };
  const attempt = () =>
    oneIndexAtATime(pool, workspaceId, () =>
      retiringBlobs(deps, spec.name, async () => {
        await beginCollection(pool, workspaceId, spec);
        try {
          const report = await run(deps, spec, control);
          control.onProgress?.({ stage: "done", done: report.products, total: report.products });
          return report;
        } catch (error) {
          await failCollection(pool, workspaceId, spec.name).catch(() => undefined);
          throw error;
        }
      }),
    );
  return retryWhileAway(attempt, { ...control, isAway: isConnectionLoss });
}

async function run(deps: IndexCatalogueDeps, spec: CollectionSpec, control: IndexControl): Promise<IndexReport> {
  const { pool, workspaceId } = deps;
  const total = await refuseTooMany(deps, spec);
  // Before it is known what the store holds already; the keyword index comes first and is searched meanwhile.
  // A server of vectors that is away keeps nobody from finding by words.
  const found = await deps.vectors.stored(spec.name).then(
    (stored) => stored?.count ?? 0,
    () => undefined,
  );
  const nothingFound = { found: 0, total };
  if (total > 0 && found === 0) await noteBuilding(pool, workspaceId, spec.name, nothingFound);
  const { stamps, hash } = await indexKeywords(deps, spec, control);
  const store = async () => {
    if (await dropOfAnotherModel(deps.vectors, spec)) {
      // Where the database holds the vectors, the row went with them.
      await beginCollection(pool, workspaceId, spec);
      if (total > 0) await noteBuilding(pool, workspaceId, spec.name, nothingFound);
      await setKeywordBlob(pool, workspaceId, spec.name, hash, stamps.size);
    }
    return indexVectors(deps, spec, stamps, control);
  };
  const report = await retryWhileAway(store, {
    ...control,
    isAway: isVectorServerAway,
    onWait: (message) => {
      control.onWait?.(message);
      noteWaiting(pool, workspaceId, spec.name, message).catch(() => undefined);
    },
  });
  return { products: stamps.size, ...report };
}

/** Counts the products, and refuses a catalogue whose index could not be stored before any of the work for it. */
async function refuseTooMany(
  { pool, workspaceId, vectors }: IndexCatalogueDeps,
  { dimension }: CollectionSpec,
): Promise<number> {
  const found = await pool.query<{ products: number }>(
    "select count(*)::int as products from product where workspace_id = $1 and deleted_at is null and for_sale",
    [workspaceId],
  );
  const { products } = found.rows[0]!;
  vectors.refuseTooMany(products, dimension);
  return products;
}

/** Builds and publishes the keyword index; its blob, and the stamp of every product as it should be embedded. */
async function indexKeywords(
  { pool, workspaceId, blobs }: IndexCatalogueDeps,
  { name }: CollectionSpec,
  { signal, onProgress }: IndexControl,
): Promise<{ readonly stamps: ReadonlyMap<string, string>; readonly hash: string }> {
  const keywords = productKeywordBuilder();
  const stamps = new Map<string, string>();
  for await (const rows of new CatalogueReader(pool).readAll(workspaceId, 1_000)) {
    signal?.throwIfAborted();
    for (const { id, fields } of rows) {
      // What is not for sale is not found: it counts as gone here, and as new once it is for sale again.
      if (!isForSale(fields)) continue;
      keywords.add(id, keywordTexts(fields));
      stamps.set(id, embeddingStamp(embeddingText(fields), embeddingPayload(fields)));
    }
    onProgress?.({ stage: "reading", done: stamps.size, total: stamps.size });
  }
  const hash = await blobs.put(saveKeywordIndex(keywords.build()));
  await setKeywordBlob(pool, workspaceId, name, hash, stamps.size);
  return { stamps, hash };
}

/** Stores what is missing until the store is seen to hold all that is wanted, and records what it holds. */
async function indexVectors(
  deps: IndexCatalogueDeps,
  spec: CollectionSpec,
  stamps: ReadonlyMap<string, string>,
  control: IndexControl,
): Promise<Omit<IndexReport, "products">> {
  const { vectors, pool, workspaceId } = deps;
  let [embedded, removed] = [0, 0];
  await vectors.create(spec);
  for (let round = 0; round < maxRounds; round++) {
    const changes = await storeMissing(deps, spec, stamps, control);
    embedded += changes.embedded;
    removed += changes.removed;
    const damaged = await vectors.index(spec.name, {
      ...(control.signal ? { signal: control.signal } : {}),
      onProgress: (done, total) => control.onProgress?.({ stage: "graph", done, total }),
    });
    // Without their stored vectors they count as missing.
    if (damaged.length > 0) await vectors.delete(spec.name, damaged);
    const stored = await vectors.stored(spec.name);
    if (stored === undefined) await vectors.create(spec);
    else if (damaged.length === 0 && stored.count === stamps.size - changes.gone) {
      await finishCollection(pool, workspaceId, spec, stored);
      return { embedded, removed };
    }
  }
  throw new AisleError("collection.incomplete", `The collection "${spec.name}" does not keep what is stored in it.`, {
    collection: spec.name,
  });
}

/** Drops a collection that another model filled: its vectors are of no use to this one. True where there was one. */
async function dropOfAnotherModel(
  vectors: VectorStore,
  { name, embedder, dimension }: CollectionSpec,
): Promise<boolean> {
  const info = await vectors.info(name);
  if (info === undefined || (info.embedder === embedder && info.dimension === dimension)) return false;
  await vectors.drop(name);
  return true;
}

/** Removes what is not wanted, and embeds and stores what is missing; `gone` are products that were deleted meanwhile. */
async function storeMissing(
  { pool, workspaceId, embed, vectors }: IndexCatalogueDeps,
  { name, embedder }: CollectionSpec,
  stamps: ReadonlyMap<string, string>,
  { signal, onProgress, noteEveryMs = 2_000 }: IndexControl,
) {
  const known = await vectors.textHashes(name);
  const removed = [...known.keys()].filter((id) => !stamps.has(id));
  if (removed.length > 0) await vectors.delete(name, removed);
  const missing = [...stamps].filter(([id, stamp]) => known.get(id) !== stamp).map(([id]) => id);
  const reader = new CatalogueReader(pool);
  const note = buildingNotes(pool, workspaceId, name, stamps.size, noteEveryMs);
  let fresh = missing.filter((id) => !known.has(id)).length;
  let gone = 0;
  for (let from = 0; from < missing.length; from += batch) {
    signal?.throwIfAborted();
    onProgress?.({ stage: "embedding", done: from, total: missing.length });
    await note(fresh);
    const read = await reader.rows(workspaceId, missing.slice(from, from + batch));
    const rows = read.filter(({ fields }) => isForSale(fields));
    const texts = rows.map(({ fields }) => embeddingText(fields));
    const found = await embed.embedMany(texts, { ...(signal ? { signal } : {}) });
    const items = rows.map(({ id, fields }, i) => {
      const payload = embeddingPayload(fields);
      return { id, payload, textHash: embeddingStamp(texts[i]!, payload), values: found[i]! };
    });
    await vectors.upsert(name, embedder, items);
    const added = missing.slice(from, from + batch).filter((id) => !known.has(id)).length;
    fresh -= added;
    gone += added - rows.filter(({ id }) => !known.has(id)).length;
  }
  onProgress?.({ stage: "embedding", done: missing.length, total: missing.length });
  return { embedded: missing.length - gone, removed: removed.length, gone };
}

/** Notes how many products are still missing, at once and then every few seconds, as long as enough of them are. */
function buildingNotes(
  pool: Pool,
  workspaceId: string,
  name: string,
  total: number,
  noteEveryMs: number,
): (missing: number) => Promise<void> {
  let notedAt = Number.NEGATIVE_INFINITY;
  return async (missing) => {
    if (missing <= total * ignoredShare || performance.now() - notedAt < noteEveryMs) return;
    notedAt = performance.now();
    await noteBuilding(pool, workspaceId, name, { found: total - missing, total });
  };
}
