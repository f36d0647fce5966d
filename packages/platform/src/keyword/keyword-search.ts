import type { KeywordIndex } from "@aisle/learn/search/keyword-index";
import { AisleError } from "@aisle/runtime/errors";
import type { KeywordCapability } from "@aisle/runtime/node-sdk/capabilities/keyword";
import type { Hit } from "@aisle/runtime/node-sdk/hit";
import type { PayloadFilter } from "@aisle/runtime/node-sdk/payload-filter";

/** Answers payload filters, as the catalogue's cache does. */
export interface KeywordMatcher {
  matches(filter: PayloadFilter): { has(id: string): boolean };
}

/** Keyword search over an index that is replaced as a whole: a search sees the old one or the new one, never a mixture. */
export class KeywordSearch implements KeywordCapability {
  readonly #matcher: KeywordMatcher;
  #index: KeywordIndex | undefined;

  constructor(matcher: KeywordMatcher) {
    this.#matcher = matcher;
  }

  /** Documents in the present index, 0 before the first. */
  get size(): number {
    return this.#index?.size ?? 0;
  }

  /** Searches from now on use this index. */
  swap(index: KeywordIndex): void {
    this.#index = index;
  }

  /** Throws `collection.not-found` before the first index. */
  search({
    text,
    limit,
    filter,
  }: {
    readonly text: string;
    readonly limit: number;
    readonly filter?: PayloadFilter;
  }): readonly Hit[] {
    if (this.#index === undefined)
      throw new AisleError("collection.not-found", "The catalogue has no search index yet.");
    if (filter === undefined || filter.all.length === 0) return this.#index.search({ text, limit });
    const matches = this.#matcher.matches(filter);
    return this.#index.search({ text, limit, accept: (id) => matches.has(id) });
  }
}
