import { gzipSync } from "node:zlib";
import type { Event } from "@aisle/contracts/event";
import type { ImportedProduct } from "./catalogue-row.ts";
import type { ImportSource } from "./import-source.ts";

/** A catalogue in memory with the store's semantics, for tests of what imports make of files. */
export class MemoryCatalogue {
  readonly products = new Map<string, ImportedProduct>();
  readonly live = new Map<string, object>();
  batches = 0;

  async upsert(_workspaceId: string, products: readonly ImportedProduct[]) {
    this.batches++;
    let inserted = 0;
    let unchanged = 0;
    const untitled: string[] = [];
    for (const product of products) {
      const before = this.products.get(product.id);
      if (before === undefined && product.title === undefined) {
        untitled.push(product.id);
        continue;
      }
      const merged = { ...before, ...product, attributes: { ...before?.attributes, ...product.attributes } };
      if (before === undefined) inserted++;
      else if (JSON.stringify(before) === JSON.stringify(merged)) unchanged++;
      this.products.set(product.id, merged);
    }
    const stored = products.length - untitled.length;
    return { inserted, updated: stored - inserted - unchanged, unchanged, blanksIgnored: 0, cleared: 0, untitled };
  }

  async currencies(_workspaceId: string, ids: readonly string[]): Promise<ReadonlyMap<string, string | null>> {
    return new Map(
      ids.filter((id) => this.products.has(id)).map((id) => [id, this.products.get(id)?.currency ?? null]),
    );
  }

  async setLive(_workspaceId: string, facts: readonly { readonly productId: string }[]): Promise<readonly string[]> {
    for (const { productId, ...fact } of facts) if (this.products.has(productId)) this.live.set(productId, fact);
    return facts.map((fact) => fact.productId).filter((id) => !this.products.has(id));
  }

  async known(_workspaceId: string, ids: readonly string[]): Promise<ReadonlySet<string>> {
    return new Set(ids.filter((id) => this.products.has(id)));
  }
}

/** A store of events in memory with the store's semantics. */
export class MemoryEvents {
  readonly events = new Map<string, Event>();

  async append(_workspaceId: string, events: readonly Event[]) {
    let stored = 0;
    for (const event of events) {
      if (this.events.has(event.messageId)) continue;
      this.events.set(event.messageId, event);
      stored++;
    }
    return { stored, duplicates: events.length - stored };
  }
}

/** A file of bytes or text, in chunks of a given size. */
export function fileOf(fileName: string, content: string | Uint8Array, chunkBytes = 1000): ImportSource {
  const plain = Buffer.from(content);
  const isGzip = plain[0] === 0x1f && plain[1] === 0x8b;
  const bytes = fileName.endsWith(".gz") && !isGzip ? gzipSync(plain) : plain;
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
  }
  return { fileName, bytes: chunks(), totalBytes: bytes.length };
}
