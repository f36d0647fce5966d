import { saveKeywordIndex } from "@aisle/learn/search/keyword-index-bytes";
import type { JsonObject } from "@aisle/runtime/json";
import type { Pool } from "pg";
import type { BlobStore } from "../blobs/blob-store.ts";
import { CatalogueReader } from "../catalogue/catalogue-reader.ts";
import type { LocalEmbedder } from "../embed/minilm-embedder.ts";
import { keywordTexts, productKeywordBuilder } from "../keyword/product-keywords.ts";
import { withClient } from "../postgres/with-client.ts";
import type { CollectionSpec, VectorStore } from "../vectors/vector-store.ts";
import { markCollection, setKeywordBlob } from "./collection-record.ts";
import { embeddingPayload, embeddingStamp, embeddingText } from "./embedding-text.ts";
import { retiringBlobs } from "./retire-blobs.ts";

/** The collection of the catalogue's products. */
export const catalogueCollection = "products";

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

interface Pending {
  readonly id: string;
  readonly text: string;
  readonly payload: JsonObject;
  readonly textHash: string;
}

/** Products embedded and stored together: what is lost when the job is killed. */
const batch = 256;

/**
 * Makes the catalogue searchable: builds the keyword index, embeds the products whose text or attributes changed,
 * removes those that are gone, and brings the vector index up to date. The keyword index serves as soon as it is built,
 * before anything is embedded. Safe to stop and to run again: what was embedded is kept. One run at a time per workspace.
 */
export async function indexCatalogue(
  deps: IndexCatalogueDeps,
  control: { readonly signal?: AbortSignal; readonly onProgress?: (progress: IndexProgress) => void } = {},
): Promise<IndexReport> {
  const { pool, workspaceId, embed } = deps;
  const spec: CollectionSpec = {
    name: catalogueCollection,
    embedder: embed.defaultEmbedder,
    dimension: embed.dimension,
    metric: "cosine",
  };
  return oneAtATime(pool, workspaceId, () =>
    retiringBlobs(deps, spec.name, async () => {
      await prepareCollection(deps, spec);
      try {
        const report = await run(deps, spec, control);
        await markCollection(pool, workspaceId, spec, "ready");
        control.onProgress?.({ stage: "done", done: report.products, total: report.products });
        return report;
      } catch (error) {
        await markCollection(pool, workspaceId, spec, "failed").catch(() => undefined);
        throw error;
      }
    }),
  );
}

/** Creates the collection, after dropping one that another model filled: its vectors are of no use to this one. */
async function prepareCollection({ pool, workspaceId, vectors }: IndexCatalogueDeps, spec: CollectionSpec) {
  const info = await vectors.info(spec.name);
  if (info !== undefined && (info.embedder !== spec.embedder || info.dimension !== spec.dimension))
    await vectors.drop(spec.name);
  await vectors.create(spec);
  await markCollection(pool, workspaceId, spec, "indexing");
}

async function run(
  { pool, workspaceId, embed, vectors, blobs }: IndexCatalogueDeps,
  spec: CollectionSpec,
  control: NonNullable<Parameters<typeof indexCatalogue>[1]>,
): Promise<IndexReport> {
  const { signal, onProgress } = control;
  const known = await vectors.textHashes(spec.name);
  const keywords = productKeywordBuilder();
  const pending: Pending[] = [];
  const present = new Set<string>();
  for await (const rows of new CatalogueReader(pool).readAll(workspaceId, 1_000)) {
    signal?.throwIfAborted();
    for (const { id, fields } of rows) {
      present.add(id);
      keywords.add(id, keywordTexts(fields));
      const text = embeddingText(fields);
      const payload = embeddingPayload(fields);
      const textHash = embeddingStamp(text, payload);
      if (known.get(id) !== textHash) pending.push({ id, text, payload, textHash });
    }
    onProgress?.({ stage: "reading", done: present.size, total: present.size });
  }
  const hash = await blobs.put(saveKeywordIndex(keywords.build()));
  await setKeywordBlob(pool, workspaceId, spec.name, hash, present.size);

  const removed = [...known.keys()].filter((id) => !present.has(id));
  if (removed.length > 0) await vectors.delete(spec.name, removed);
  for (let from = 0; from < pending.length; from += batch) {
    onProgress?.({ stage: "embedding", done: from, total: pending.length });
    const some = pending.slice(from, from + batch);
    const found = await embed.embedMany(
      some.map((item) => item.text),
      { ...(signal ? { signal } : {}) },
    );
    const items = some.map(({ id, payload, textHash }, i) => ({ id, payload, textHash, values: found[i]! }));
    await vectors.upsert(spec.name, spec.embedder, items);
  }
  onProgress?.({ stage: "embedding", done: pending.length, total: pending.length });
  const damaged = await vectors.index(spec.name, {
    ...(signal ? { signal } : {}),
    onProgress: (done, total) => onProgress?.({ stage: "graph", done, total }),
  });
  if (damaged.length > 0) {
    // Without their stored vectors they count as new, and are embedded again.
    await vectors.delete(spec.name, damaged);
    const again = await run({ pool, workspaceId, embed, vectors, blobs }, spec, control);
    return { ...again, embedded: again.embedded + pending.length, removed: again.removed + removed.length };
  }
  return { products: present.size, embedded: pending.length, removed: removed.length };
}

/** Holds a database lock while the work runs, so that two job processes never index one workspace at once. */
async function oneAtATime<T>(pool: Pool, workspaceId: string, work: () => Promise<T>): Promise<T> {
  const key = `aisle index ${workspaceId}`;
  // A connection that is lost takes its lock along; the work fails at its own next query then, and the job resumes it.
  return withClient(pool, async (client) => {
    await client.query("select pg_advisory_lock(hashtextextended($1, 0))", [key]);
    try {
      return await work();
    } finally {
      await client.query("select pg_advisory_unlock(hashtextextended($1, 0))", [key]).catch(() => undefined);
    }
  });
}
