import type { Hit } from "../hit.ts";
import type { MaybePromise } from "../maybe-promise.ts";
import type { PayloadFilter } from "../payload-filter.ts";
import type { Building } from "./building.ts";
import { defineCapability } from "./capability.ts";

/** Keyword search (BM25) over the catalogue's text. */
export interface KeywordCapability {
  search(query: {
    readonly text: string;
    readonly limit: number;
    readonly filter?: PayloadFilter;
  }): MaybePromise<readonly Hit[]>;
  /** Undefined unless the index is being built and products are missing from it; also where a process cannot know. */
  building?(): MaybePromise<Building | undefined>;
}

declare module "./capability.ts" {
  interface CapabilityMap {
    readonly keyword: KeywordCapability;
  }
}

export const keywordCapability = defineCapability<"keyword">({
  name: "keyword",
  scope: "process",
  kind: "read",
  summary: "Searches the catalogue by words.",
});
