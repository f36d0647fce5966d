import type { CatalogueReader } from "./catalogue-reader.ts";

/** Writers of a catalogue take turns, so none is missed by its position; a restored backup may have the position of before. */
const keptMs = 600_000;
const mostKept = 200;

interface Kept {
  readonly position: string;
  readonly since: number;
  readonly value: Promise<unknown>;
}

/** Reads of a whole catalogue, made once for as long as no product, stock or price of it changes. */
export class UnchangedCatalogue {
  readonly #reader: Pick<CatalogueReader, "position">;
  readonly #now: () => number;
  readonly #kept = new Map<string, Kept>();

  constructor(reader: Pick<CatalogueReader, "position">, now: () => number = Date.now) {
    this.#reader = reader;
    this.#now = now;
  }

  /** What `read` gave at the catalogue's present position, or gives now; `key` names the question. A failure is not kept. */
  async read<T>(workspaceId: string, key: string, read: () => Promise<T>): Promise<T> {
    const { products, live } = await this.#reader.position(workspaceId);
    const [name, position] = [`${workspaceId}\n${key}`, `${products}/${live}`];
    const known = this.#kept.get(name);
    if (known?.position === position && this.#now() - known.since < keptMs) return known.value as Promise<T>;
    const value = read();
    this.#kept.delete(name);
    if (this.#kept.size >= mostKept) this.#kept.delete(this.#kept.keys().next().value as string);
    const kept: Kept = { position, since: this.#now(), value };
    this.#kept.set(name, kept);
    value.catch(() => {
      if (this.#kept.get(name) === kept) this.#kept.delete(name);
    });
    return value;
  }
}
