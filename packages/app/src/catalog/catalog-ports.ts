import type { CatalogBrowsing } from "@aisle/contracts/catalog-page";
import type { Building } from "@aisle/runtime/node-sdk/capabilities/building";
import type { CatalogFields } from "@aisle/runtime/node-sdk/catalog-field";
import type { Product } from "@aisle/runtime/node-sdk/product";
import type { NamedProduct, ShopVocabulary } from "../assistant/proposal.ts";
import type { SampleValues } from "../templates/sample-request.ts";
import type { CatalogueSummary, FoundShopper } from "./catalog-shapes.ts";

/** What use cases read of a shop. */
export interface ShopReads extends CatalogBrowsing {
  /** Which fields the products have, of what types, with frequent values. */
  catalogFields(workspaceId: string): Promise<CatalogFields>;
  fields(workspaceId: string, ids: readonly string[]): Promise<readonly (Product["fields"] | undefined)[]>;
  eventCounts(workspaceId: string): Promise<Pick<CatalogueSummary, "events" | "orders" | "units" | "revenue">>;
  collections(workspaceId: string): Promise<
    readonly {
      readonly name: string;
      readonly embedder: string;
      readonly dimension: number;
      readonly count: number;
      readonly status: string;
      readonly updatedAt: Date;
      readonly problem: string | null;
      readonly building: Building | null;
      /** The index of words, which comes first; null before that. */
      readonly keywordBlob: string | null;
    }[]
  >;
  /** The largest brands and categories, the largest first. */
  names(workspaceId: string): Promise<{ readonly brands: readonly string[]; readonly categories: readonly string[] }>;
  /** Fields of numbers with their quartiles, and attributes of texts with their frequent values, of a part of the products. */
  attributes(workspaceId: string): Promise<{
    readonly numbers: NonNullable<ShopVocabulary["numbers"]>;
    readonly texts: NonNullable<ShopVocabulary["texts"]>;
  }>;
  /** Products whose title has every word of a text, at most ten. */
  titled(workspaceId: string, text: string): Promise<readonly NamedProduct[]>;
  /** A shopper and products to try a pipeline with. */
  sampleIds(workspaceId: string): Promise<Pick<SampleValues, "shopperId" | "productIds">>;
  /** True while the products are those of the demo shop. */
  isSample(workspaceId: string): Promise<boolean>;
  /** Shoppers who did something of late, by the beginning of their id. */
  shoppers(workspaceId: string, beginning: string, limit: number): Promise<readonly FoundShopper[]>;
  /** What of these texts names something of a demo shop that is set aside or deleted; undefined where there is none such. */
  goneWithDemoShop(
    workspaceId: string,
    texts: readonly string[],
  ): Promise<ReadonlyMap<string, DemoTextKind> | undefined>;
}

/** What a text of a request names in the demo shop. */
export type DemoTextKind = "product" | "shopper" | "category";

export interface CatalogPorts {
  readonly shop: ShopReads;
}
