import type { Json } from "@aisle/runtime/json";
import type { PayloadFilter } from "@aisle/runtime/node-sdk/payload-filter";
import type { Product } from "@aisle/runtime/node-sdk/product";
import { LRUCache } from "lru-cache";
import { PayloadColumn } from "./payload-column.ts";
import { valueAtPath } from "./payload-path.ts";

/** The products that a filter keeps, at one moment. The same object is given out until a change matters to it. */
export interface ProductMatches {
  readonly count: number;
  has(id: string): boolean;
  ids(): IterableIterator<string>;
}

interface CachedMatches {
  readonly versions: readonly number[];
  readonly matches: ProductMatches;
}

/** Matches hold a byte a product: 256 filters, and no more than this together. */
const maxFilters = 256;
const maxBytes = 64 * 2 ** 20;

/**
 * Products in memory, answering payload filters. A field's column is built when a filter first names it, and kept true
 * by `set` and `remove`; a filter's matches are kept until one of its columns changes.
 */
export class PayloadIndex {
  #ordinalOf = new Map<string, number>();
  // Ordinals are never used twice, so that matches that someone still holds cannot point at another product.
  #idOf: (string | undefined)[] = [];
  #fieldsOf: (Product["fields"] | undefined)[] = [];
  readonly #columns = new Map<string, PayloadColumn>();
  readonly #matches = new LRUCache<string, CachedMatches>({
    max: maxFilters,
    maxSize: maxBytes,
    sizeCalculation: () => Math.max(1, this.#idOf.length),
  });
  #membership = 0;
  #changes = 0;

  get size(): number {
    return this.#ordinalOf.size;
  }

  fields(id: string): Product["fields"] | undefined {
    const ordinal = this.#ordinalOf.get(id);
    return ordinal === undefined ? undefined : this.#fieldsOf[ordinal];
  }

  ids(): IterableIterator<string> {
    return this.#ordinalOf.keys();
  }

  set(id: string, fields: Product["fields"]): void {
    let ordinal = this.#ordinalOf.get(id);
    if (ordinal === undefined) {
      ordinal = this.#idOf.length;
      this.#ordinalOf.set(id, ordinal);
      this.#membership = ++this.#changes;
      this.#idOf[ordinal] = id;
    }
    this.#write(ordinal, fields);
  }

  remove(id: string): void {
    const ordinal = this.#ordinalOf.get(id);
    if (ordinal === undefined) return;
    this.#ordinalOf.delete(id);
    this.#membership = ++this.#changes;
    this.#idOf[ordinal] = undefined;
    this.#write(ordinal, undefined);
    if (this.#idOf.length > 2 * this.#ordinalOf.size + 1000) this.#compact();
  }

  matches(filter: PayloadFilter): ProductMatches {
    const key = JSON.stringify(filter.all);
    const columns = filter.all.map((condition) => this.#column(condition.field));
    const versions = [this.#membership, ...columns.map((column) => column.version)];
    const found = this.#matches.get(key);
    if (found?.versions.every((version, i) => version === versions[i])) return found.matches;
    const bits = new Uint8Array(this.#idOf.length);
    const idOf = this.#idOf;
    for (let i = 0; i < bits.length; i++) if (idOf[i] !== undefined) bits[i] = 1;
    for (let i = 0; i < columns.length; i++) columns[i]!.keepMatching(bits, filter.all[i]!);
    let count = 0;
    for (const bit of bits) count += bit;
    const matches = matchesOf(bits, count, this.#ordinalOf, this.#idOf);
    this.#matches.set(key, { versions, matches });
    return matches;
  }

  #column(field: string): PayloadColumn {
    let column = this.#columns.get(field);
    if (column === undefined) {
      column = new PayloadColumn(this.#idOf.length, ++this.#changes);
      for (let i = 0; i < this.#fieldsOf.length; i++) column.write(i, cellOf(this.#fieldsOf[i], field));
      this.#columns.set(field, column);
    }
    return column;
  }

  #write(ordinal: number, fields: Product["fields"] | undefined): void {
    const before = this.#fieldsOf[ordinal];
    this.#fieldsOf[ordinal] = fields;
    for (const [field, column] of this.#columns) {
      const value = cellOf(fields, field);
      if (before !== undefined && sameCell(value, cellOf(before, field))) continue;
      column.write(ordinal, value);
      column.version = ++this.#changes;
      if (column.wasted(this.#idOf.length)) this.#columns.delete(field);
    }
  }

  #compact(): void {
    const ids = [...this.#ordinalOf.keys()];
    this.#fieldsOf = ids.map((id) => this.fields(id));
    this.#idOf = ids;
    this.#ordinalOf = new Map(ids.map((id, ordinal) => [id, ordinal]));
    this.#columns.clear();
    this.#matches.clear();
  }
}

function matchesOf(
  bits: Uint8Array,
  count: number,
  ordinalOf: ReadonlyMap<string, number>,
  idOf: readonly (string | undefined)[],
): ProductMatches {
  return {
    count,
    has: (id) => bits[ordinalOf.get(id) ?? -1] === 1,
    *ids() {
      for (let i = 0; i < bits.length; i++) {
        const id = bits[i] === 1 ? idOf[i] : undefined;
        if (id !== undefined) yield id;
      }
    },
  };
}

function cellOf(fields: Product["fields"] | undefined, field: string): Json | undefined {
  return fields === undefined ? undefined : valueAtPath(fields, field);
}

function sameCell(a: Json | undefined, b: Json | undefined): boolean {
  return a === b || (typeof a === "object" && typeof b === "object" && JSON.stringify(a) === JSON.stringify(b));
}
