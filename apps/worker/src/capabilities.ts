import { join } from "node:path";
import { ArtefactStore } from "@aisle/platform/artefacts/artefact-store";
import { EventArtefactLoader } from "@aisle/platform/artefacts/event-artefact-loader";
import type { EventsReport } from "@aisle/platform/artefacts/index-events";
import { indexEventsInThread } from "@aisle/platform/artefacts/index-events-in-thread";
import type { ArtefactSource } from "@aisle/platform/artefacts/load-artefact";
import { openArtefactSource } from "@aisle/platform/artefacts/load-in-thread";
import { type BlobStore, openBlobStore } from "@aisle/platform/blobs/blob-store";
import { CatalogueReader } from "@aisle/platform/catalogue/catalogue-reader";
import { ProductCache } from "@aisle/platform/catalogue/product-cache";
import { catalogueCollection } from "@aisle/platform/collections/catalogue-spec";
import { collectionFacts } from "@aisle/platform/collections/collection-facts";
import { RetrievalLoader } from "@aisle/platform/collections/retrieval-loader";
import { DecisionReader } from "@aisle/platform/decisions/decision-reader";
import { PostgresDecisions } from "@aisle/platform/decisions/postgres-decisions";
import { type LocalEmbedder, openMiniLm } from "@aisle/platform/embed/minilm-embedder";
import { EventsService } from "@aisle/platform/events/events-service";
import { HistoryReader } from "@aisle/platform/events/history-reader";
import { KeywordSearch } from "@aisle/platform/keyword/keyword-search";
import { Circuit } from "@aisle/platform/network/circuit";
import { isConnectionLoss } from "@aisle/platform/postgres/connection-loss";
import { installationId } from "@aisle/platform/postgres/installation-id";
import type { Pool } from "@aisle/platform/postgres/pool";
import type { ThreadWorkControl } from "@aisle/platform/process/run-in-thread";
import { EmbeddedVectorStore } from "@aisle/platform/vectors/embedded-vector-store";
import { openQdrantStore } from "@aisle/platform/vectors/qdrant-store";
import type { VectorStore } from "@aisle/platform/vectors/vector-store";
import type { Facts } from "@aisle/runtime/compile/facts";
import { AisleError } from "@aisle/runtime/errors";
import type { Building } from "@aisle/runtime/node-sdk/capabilities/building";
import type { ProcessCapabilities } from "@aisle/runtime/node-sdk/capabilities/capability";
import type { DecisionsCapability } from "@aisle/runtime/node-sdk/capabilities/decisions";
import type { VectorsCapability } from "@aisle/runtime/node-sdk/capabilities/vectors";
import { eachWorkspace } from "./each-workspace.ts";
import type { Environment } from "./environment.ts";

/** What nodes of one workspace may reach in this process, and how it is refreshed. */
export interface Workspace {
  readonly capabilities: ProcessCapabilities;
  readonly history: HistoryReader;
  readonly refreshProducts: () => Promise<void>;
  readonly refreshArtefacts: () => Promise<void>;
}

/** How requests read the database. */
interface Reading {
  readonly reads: Pool;
  readonly database: Circuit;
}

/** What stands before the database where a request waits for it. */
export function databaseCircuit(timeoutMs?: number): Circuit {
  const limit = timeoutMs === undefined ? {} : { timeoutMs };
  return new Circuit({ what: "The database", code: "database.unavailable", isAway: isConnectionLoss, ...limit });
}

const withoutHits = (building: Building | undefined) => building && { ...building, found: 0 };

const isQdrantAway = (error: unknown) => error instanceof AisleError && error.code === "qdrant.unavailable";

/** The workspaces of this process; each is loaded when it is first asked for. */
export class Workspaces {
  readonly blobs: BlobStore;
  readonly artefacts: ArtefactStore;
  readonly #environment: Environment;
  readonly #pool: Pool;
  readonly #source: ArtefactSource & { close(): Promise<void> };
  readonly #reading: Reading;
  readonly #qdrant = new Circuit({ what: "Qdrant", code: "qdrant.unavailable", isAway: isQdrantAway });
  readonly #loaded = new Map<string, Promise<Workspace>>();
  #embedder: Promise<LocalEmbedder> | undefined;
  #installation: Promise<string> | undefined;

  /** `reading` is what requests wait for: a pool of its own where the process answers any. */
  constructor(environment: Environment, pool: Pool, reading: Reading = { reads: pool, database: databaseCircuit() }) {
    this.#environment = environment;
    this.#pool = pool;
    this.#reading = reading;
    const { databaseUrl } = environment;
    const blobCache = join(environment.home, "cache", "blobs");
    this.blobs = openBlobStore(pool, blobCache);
    this.#source = openArtefactSource({ databaseUrl, blobCache }, this.blobs);
    this.artefacts = new ArtefactStore(pool, this.blobs);
  }

  async ids(): Promise<readonly string[]> {
    const { rows } = await this.#pool.query<{ id: string }>("select id from workspace order by created_at");
    return rows.map((row) => row.id);
  }

  /** The embedding model, loaded once per process. */
  embedder(): Promise<LocalEmbedder> {
    this.#embedder ??= openMiniLm({ cacheDir: join(this.#environment.home, "cache") }).catch((error) => {
      this.#embedder = undefined;
      throw error;
    });
    return this.#embedder;
  }

  get(workspaceId: string): Promise<Workspace> {
    let workspace = this.#loaded.get(workspaceId);
    if (workspace === undefined) {
      workspace = this.#load(workspaceId);
      this.#loaded.set(workspaceId, workspace);
      workspace.catch(() => this.#loaded.delete(workspaceId));
    }
    return workspace;
  }

  async capabilities(workspaceId: string): Promise<ProcessCapabilities> {
    return (await this.get(workspaceId)).capabilities;
  }

  facts(workspaceId: string): Promise<Facts> {
    return collectionFacts(this.#pool, workspaceId);
  }

  /** Vectors of a workspace: Qdrant where QDRANT_URL is set, else the embedded store. */
  vectors(workspaceId: string, products?: ProductCache): VectorStore {
    const { qdrantUrl, qdrantApiKey } = this.#environment;
    if (qdrantUrl !== undefined) {
      // Price and stock change by the minute: filters on them are answered by the catalogue, not by Qdrant's payloads.
      const live = products === undefined ? {} : { live: { fields: ["price", "stock"], matcher: products } };
      return openQdrantStore({
        url: qdrantUrl,
        apiKey: qdrantApiKey,
        installation: () => this.#installationId(),
        workspaceId,
        ...live,
      });
    }
    return new EmbeddedVectorStore({
      pool: this.#pool,
      workspaceId,
      blobs: this.blobs,
      ...(products === undefined ? {} : { matcherOf: () => products }),
    });
  }

  /** Brings what is made of a workspace's events up to date, in a thread of its own. */
  indexEvents(workspaceId: string, control?: ThreadWorkControl): Promise<EventsReport> {
    const { databaseUrl, home } = this.#environment;
    return indexEventsInThread({ databaseUrl, blobCache: join(home, "cache", "blobs"), workspaceId }, control);
  }

  /** Brings every loaded workspace up to date, or one of them; one that fails keeps none of the others from it. */
  async refresh(what: "refreshProducts" | "refreshArtefacts", workspaceId?: string): Promise<void> {
    const ids = workspaceId === undefined ? [...this.#loaded.keys()] : [workspaceId];
    await eachWorkspace(ids, async (id) => {
      await (await this.#loaded.get(id))?.[what]();
    });
  }

  /** Forgets cached histories of shoppers who just did something. */
  forgetHistories(workspaceId: string, shopperIds: ReadonlySet<string>): void {
    this.#loaded.get(workspaceId)?.then(
      (workspace) => workspace.history.forget(workspaceId, shopperIds),
      () => undefined,
    );
  }

  /** Whether Qdrant is left alone for a moment, since it does not answer. */
  get qdrantIsAway(): boolean {
    return this.#qdrant.isOpen;
  }

  async close(): Promise<void> {
    this.#qdrant.close();
    this.#reading.database.close();
    await this.#source.close();
    await (await this.#embedder?.catch(() => undefined))?.close();
  }

  /** What answers from memory needs no guard. */
  #guarded(vectors: VectorStore): VectorsCapability {
    if (vectors instanceof EmbeddedVectorStore)
      return {
        info: (collection) => vectors.info(collection),
        search: (query) => vectors.search(query),
        get: (collection, ids) => vectors.get(collection, ids),
      };
    return {
      info: (collection) => this.#qdrant.run(async () => vectors.info(collection)),
      search: (query) => this.#qdrant.run(async () => vectors.search(query)),
      get: (collection, ids) => this.#qdrant.run(async () => vectors.get(collection, ids)),
    };
  }

  #installationId(): Promise<string> {
    this.#installation ??= installationId(this.#pool).catch((error) => {
      this.#installation = undefined;
      throw error;
    });
    return this.#installation;
  }

  async #load(workspaceId: string): Promise<Workspace> {
    const products = new ProductCache(new CatalogueReader(this.#pool), workspaceId);
    const keyword = new KeywordSearch(products);
    const vectors = this.vectors(workspaceId, products);
    const { reads, database } = this.#reading;
    const history = new HistoryReader(reads, workspaceId, {
      guard: (read, withinMs) => database.run(read, withinMs),
    });
    const events = new EventsService(history);
    const stored = new PostgresDecisions(new DecisionReader(reads), workspaceId);
    const decisions: DecisionsCapability = { get: (id) => database.run(() => stored.get(id)) };
    const embedded = vectors instanceof EmbeddedVectorStore ? { vectors } : {};
    const retrieval = new RetrievalLoader({
      pool: this.#pool,
      workspaceId,
      source: this.#source,
      keyword,
      ...embedded,
    });
    const eventLoader = new EventArtefactLoader(this.artefacts, workspaceId, events, this.#source);
    const embed = await this.embedder();
    const refreshArtefacts = async () => {
      await Promise.all([retrieval.refresh(), eventLoader.refresh()]);
    };
    await Promise.all([products.refresh(), refreshArtefacts()]);
    return {
      capabilities: {
        products,
        keyword: {
          search: (query) => keyword.search(query),
          // The words of the index before serve until those of the next are there.
          building: () => (keyword.size > 0 ? undefined : withoutHits(retrieval.building(catalogueCollection))),
        },
        vectors: { ...this.#guarded(vectors), building: (collection) => retrieval.building(collection) },
        events,
        decisions,
        embed,
      },
      history,
      refreshProducts: async () => {
        await Promise.all([products.refresh(), ...(retrieval.waitsForIndex ? [retrieval.refresh()] : [])]);
      },
      refreshArtefacts,
    };
  }
}
