import type { Product } from "@aisle/runtime/node-sdk/product";
import { z } from "zod";

export const catalogStock = z.enum(["in-stock", "sold-out", "unknown"]);
export type CatalogStock = z.infer<typeof catalogStock>;

/** The cheapest or dearest first, the newest, or what has least left. */
export const catalogSort = z.enum(["title", "cheapest", "dearest", "newest", "stock"]);
export type CatalogSort = z.infer<typeof catalogSort>;

/** Which products: all conditions must hold. `text` is looked for in title, brand and id. */
export interface CatalogConditions {
  readonly text?: string | undefined;
  readonly category?: string | undefined;
  readonly brand?: string | undefined;
  /** Minor units, both ends included. */
  readonly minPrice?: number | undefined;
  readonly maxPrice?: number | undefined;
  readonly stock?: CatalogStock | undefined;
}

/** What to show of them; `title` orders them when nothing else does. */
export interface CatalogQuery extends CatalogConditions {
  readonly sort?: CatalogSort;
  readonly offset: number;
  readonly limit: number;
}

/** A product as the catalog stores it. */
export interface CatalogItem {
  readonly id: string;
  readonly fields: Product["fields"];
}

/** Some products of the catalog, and how many there are. Each facet counts what would be found with its own condition left out. */
export interface CatalogPage<Item> {
  readonly items: readonly Item[];
  readonly total: number;
  /** The fifty largest. */
  readonly categories: readonly { readonly name: string; readonly count: number }[];
  readonly brands: readonly { readonly name: string; readonly count: number }[];
  readonly stocks: { readonly inStock: number; readonly soldOut: number; readonly unknown: number };
  /** Minor units of the cheapest and the dearest; null where no product has a price. */
  readonly prices: { readonly least: number | null; readonly most: number | null };
}

/** The catalog in numbers; `updatedAt` is null while it is empty. */
export interface CatalogCounts {
  readonly products: number;
  readonly inStock: number;
  readonly soldOut: number;
  readonly unknownStock: number;
  readonly currencies: readonly string[];
  readonly updatedAt: Date | null;
}

/** The catalog as a person leafs through it. */
export interface CatalogBrowsing {
  page(workspaceId: string, query: CatalogQuery): Promise<CatalogPage<CatalogItem>>;
  /** The whole catalog in numbers. */
  summary(workspaceId: string): Promise<CatalogCounts>;
}
