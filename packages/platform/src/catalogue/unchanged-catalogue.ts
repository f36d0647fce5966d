import { LRUCache } from "lru-cache";
import type { CatalogueReader } from "./catalogue-reader.ts";

/** Writers of a catalogue take turns, so none is missed by its position; a restored backup may have the position of before. */
const maxAgeMs = 600_000;
const maxReads = 200;

interface CachedRead {
  readonly position: string;
  readonly since: number;
  readonly value: Promise<unknown>;
}

/** Reads of a whole catalogue, made once for as long as no product, stock or price of it changes. */
export class UnchangedCatalogue {
  readonly #reader: Pick<CatalogueReader, "position">;
  readonly #now: () => number;
  readonly #reads = new LRUCache<string, CachedRead>({ max: maxReads });

  constructor(reader: Pick<CatalogueReader, "position">, now: () => number = Date.now) {
    this.#reader = reader;
    this.#now = now;
  }

  /** What `read` gave at the catalogue's present position, or gives now; `key` names the question. A failure is not kept. */
  async read<T>(workspaceId: string, key: string, read: () => Promise<T>): Promise<T> {
    const { products, live } = await this.#reader.position(workspaceId);
    const [name, position] = [`${workspaceId}\n${key}`, `${products}/${live}`];
    const known = this.#reads.get(name);
    if (known?.position === position && this.#now() - known.since < maxAgeMs) return known.value as Promise<T>;
    const value = read();
    const cached: CachedRead = { position, since: this.#now(), value };
    this.#reads.set(name, cached);
    value.catch(() => {
      if (this.#reads.peek(name) === cached) this.#reads.delete(name);
    });
    return value;
  }
}
