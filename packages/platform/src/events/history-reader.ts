import type { EventsCapability, Interaction } from "@aisle/runtime/node-sdk/capabilities/events";
import { LRUCache } from "lru-cache";
import type { Pool } from "pg";
import { queryWithin } from "../postgres/query-within.ts";
import { kindNames, kindNumbers } from "./interaction-kinds.ts";

type RecentQuery = Parameters<EventsCapability["recent"]>[0];

export interface HistoryReaderOptions {
  /** Shoppers whose history is cached in memory; 5,000 by default. */
  readonly capacity?: number;
  /** How long a history that another process may have added to is used, in milliseconds; 2,000 by default. */
  readonly freshMs?: number;
  /** Stands between the reader and the database and says within how many milliseconds it has to answer; nothing by default. */
  readonly guard?: <T>(read: (withinMs?: number) => Promise<T>, withinMs?: number) => Promise<T>;
}

interface Entry {
  readonly history: readonly Interaction[] | Promise<readonly Interaction[]>;
}

const maxInteractions = 200;
/** Of all histories in memory. A product's id and three numbers of an interaction take about a hundred bytes. */
const maxBytes = 32 * 2 ** 20;
const interactionBytes = 100;
const entryBytes = 256;

/** Shoppers' latest interactions, from PostgreSQL by index, with those of the shoppers who just asked in memory. */
export class HistoryReader {
  readonly #pool: Pool;
  readonly #workspaceId: string;
  readonly #guard: NonNullable<HistoryReaderOptions["guard"]>;
  readonly #entries: LRUCache<string, Entry>;
  readonly #isCached: boolean;

  constructor(pool: Pool, workspaceId: string, { capacity = 5000, freshMs = 2000, guard }: HistoryReaderOptions = {}) {
    this.#pool = pool;
    this.#workspaceId = workspaceId;
    // The cache reads a life of 0 as one without an end.
    this.#isCached = freshMs > 0;
    this.#entries = new LRUCache({
      max: capacity,
      maxSize: maxBytes,
      sizeCalculation: ({ history }) => entryBytes + (Array.isArray(history) ? interactionBytes * history.length : 0),
      ttl: freshMs,
      ttlResolution: 0,
    });
    this.#guard = guard ?? ((read, withinMs) => read(withinMs));
  }

  /** Newest first. Sync when the shopper's history is in memory. */
  recent(query: RecentQuery): readonly Interaction[] | Promise<readonly Interaction[]> {
    const { history } = this.#entry(query);
    return Array.isArray(history) ? this.#take(history, query) : this.#later(history, query);
  }

  /** Forgets what is in memory of shoppers who did something; those of other workspaces are none of ours. */
  forget(workspaceId: string, shopperIds: Iterable<string>): void {
    if (workspaceId === this.#workspaceId) for (const shopperId of shopperIds) this.#entries.delete(shopperId);
  }

  async #later(
    history: readonly Interaction[] | Promise<readonly Interaction[]>,
    query: RecentQuery,
  ): Promise<readonly Interaction[]> {
    return this.#take(await history, query);
  }

  #take(history: readonly Interaction[], query: RecentQuery): readonly Interaction[] | Promise<readonly Interaction[]> {
    const { kinds, limit } = query;
    const matching = kinds === undefined ? history : history.filter((one) => kinds.includes(one.kind));
    if (matching.length >= limit) return matching.slice(0, limit);
    // What is cached may have been cut off before there were enough.
    return history.length < maxInteractions ? matching : this.#read(query);
  }

  #entry({ shopperId, withinMs }: RecentQuery): Entry {
    const known = this.#entries.get(shopperId);
    if (known !== undefined) return known;
    // Kept before it is read: an event that is stored meanwhile removes it, so that it cannot stay stale.
    const reading = this.#read({
      shopperId,
      limit: maxInteractions,
      ...(withinMs === undefined ? {} : { withinMs }),
    });
    const entry: Entry = { history: reading };
    reading.then(
      (history) => {
        // Counted by what it holds from now on; it is as old as its reading.
        if (this.#entries.peek(shopperId) === entry) this.#entries.set(shopperId, { history }, { noUpdateTTL: true });
      },
      () => {
        if (this.#entries.peek(shopperId) === entry) this.#entries.delete(shopperId);
      },
    );
    if (this.#isCached) this.#entries.set(shopperId, entry);
    return entry;
  }

  async #read({ shopperId, kinds, limit, withinMs }: RecentQuery): Promise<readonly Interaction[]> {
    const query = {
      name: "aisle recent interactions",
      text: `select product_id, kind, at, quantity from interaction
             where workspace_id = $1 and shopper_id = $2 and ($3::smallint[] is null or kind = any($3))
             order by at desc limit $4`,
      values: [this.#workspaceId, shopperId, kinds?.map((kind) => kindNumbers[kind]) ?? null, limit],
    };
    const found = await this.#guard(
      (leftMs) =>
        queryWithin<{ product_id: string; kind: number; at: Date; quantity: number }>(this.#pool, query, leftMs),
      withinMs,
    );
    return found.rows.map((row) => ({
      productId: row.product_id,
      kind: kindNames[row.kind] ?? "view",
      at: row.at.getTime(),
      quantity: row.quantity,
    }));
  }
}
