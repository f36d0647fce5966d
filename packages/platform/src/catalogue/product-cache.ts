import { byTieKey } from "@aisle/learn/tie-order";
import type { ProductsCapability } from "@aisle/runtime/node-sdk/capabilities/products";
import type { PayloadFilter } from "@aisle/runtime/node-sdk/payload-filter";
import type { Product } from "@aisle/runtime/node-sdk/product";
import type { CataloguePosition, CatalogueReader } from "./catalogue-reader.ts";
import { PayloadIndex, type ProductMatches } from "./payload-index.ts";
import { isForSale } from "./product-record.ts";

/** How long an order by release is used: it changes with the catalogue, and only beginners' shops ask for it. */
const releaseOrderMs = 30_000;

/**
 * One workspace's catalogue in memory, for serving: every read is sync. Fields objects are shared with readers and
 * replaced, never changed, when a product, its stock or its price changes. `refresh` reads what is new; call it on each
 * notice of `aisle_products`, and after a lost connection. Products that are not for sale are not among them.
 */
export class ProductCache implements ProductsCapability {
  readonly #reader: CatalogueReader;
  readonly #workspaceId: string;
  #index = new PayloadIndex();
  #position: CataloguePosition | undefined;
  #refreshing: Promise<void> | undefined;
  #again: Promise<void> | undefined;
  #revision = 0;
  /** Products that are not for sale: in the catalog, and not among what can be found. */
  #withheld = new Set<string>();
  #byRelease: { readonly at: number; readonly ids: readonly string[] } | undefined;

  constructor(reader: CatalogueReader, workspaceId: string) {
    this.#reader = reader;
    this.#workspaceId = workspaceId;
  }

  get workspaceId(): string {
    return this.#workspaceId;
  }

  get size(): number {
    return this.#index.size;
  }

  /** Rises whenever anything in the cache changed. */
  get revision(): number {
    return this.#revision;
  }

  get(ids: readonly string[]): readonly (Product["fields"] | undefined)[] {
    const index = this.#index;
    return ids.map((id) => index.fields(id));
  }

  stock(ids: readonly string[]): readonly (number | null)[] {
    const index = this.#index;
    return ids.map((id) => {
      if (this.#withheld.has(id)) return 0;
      const stock = index.fields(id)?.stock;
      return typeof stock === "number" ? stock : null;
    });
  }

  ids(): IterableIterator<string> {
    return this.#index.ids();
  }

  newest({ limit, category }: { readonly limit: number; readonly category?: string }): readonly string[] {
    const now = Date.now();
    if (this.#byRelease === undefined || now - this.#byRelease.at > releaseOrderMs) {
      this.#byRelease = { at: now, ids: idsByRelease(this.#index) };
    }
    const found: string[] = [];
    for (const id of this.#byRelease.ids) {
      if (found.length === limit) break;
      const fields = this.#index.fields(id);
      if (fields === undefined || fields.stock === 0) continue;
      if (category === undefined || fields.category === category) found.push(id);
    }
    return found;
  }

  /** The products that meet a filter; the same object until a change matters to it, so that work on it can be kept. */
  matches(filter: PayloadFilter): ProductMatches {
    return this.#index.matches(filter);
  }

  /**
   * Reads what was committed before this call: everything the first time, then only what changed. Calls made while one
   * runs share the next. A failed read leaves the cache as it was; the next call makes up for it.
   */
  refresh(): Promise<void> {
    if (this.#refreshing === undefined) {
      this.#refreshing = this.#read().finally(() => {
        this.#refreshing = undefined;
      });
      return this.#refreshing;
    }
    this.#again ??= this.#refreshing
      .catch(() => undefined)
      .then(() => {
        this.#again = undefined;
        return this.refresh();
      });
    return this.#again;
  }

  async #read(): Promise<void> {
    const committed = await this.#reader.position(this.#workspaceId);
    const at = this.#position;
    // Numbers that went back mean that another catalogue stands there now, such as a restored backup.
    if (at === undefined || committed.products < at.products || committed.live < at.live) await this.#load(committed);
    else if (committed.products > at.products || committed.live > at.live) await this.#apply(at);
  }

  async #load(from: CataloguePosition): Promise<void> {
    const index = new PayloadIndex();
    const withheld = new Set<string>();
    for await (const page of this.#reader.readAll(this.#workspaceId))
      for (const { id, fields } of page)
        if (isForSale(fields)) index.set(id, fields);
        else withheld.add(id);
    this.#index = index;
    this.#withheld = withheld;
    this.#revision++;
    this.#position = from;
    await this.#apply(from);
  }

  async #apply(from: CataloguePosition): Promise<void> {
    let position = from;
    for (;;) {
      const changes = await this.#reader.changesSince(this.#workspaceId, position);
      for (const { id, fields } of changes.rows) {
        if (isForSale(fields)) {
          this.#withheld.delete(id);
          this.#index.set(id, fields);
        } else {
          this.#withheld.add(id);
          this.#index.remove(id);
        }
      }
      for (const id of changes.deleted) {
        this.#withheld.delete(id);
        this.#index.remove(id);
      }
      if (changes.rows.length + changes.deleted.length > 0) this.#revision++;
      position = changes.position;
      this.#position = position;
      if (changes.complete) return;
    }
  }
}

/** Newest release first, products without a date last, equal ones by their tie keys. */
function idsByRelease(index: PayloadIndex): string[] {
  const dated = Array.from(index.ids(), (id) => ({ id, released: String(index.fields(id)?.releasedAt ?? "") }));
  // ISO 8601 times in UTC sort as text.
  dated.sort((a, b) => (a.released === b.released ? byTieKey(a.id, b.id) : a.released < b.released ? 1 : -1));
  return dated.map(({ id }) => id);
}
