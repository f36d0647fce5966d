import type { Product } from "@aisle/runtime/node-sdk/product";
import { z } from "zod";

/** Whether a product can be bought; one that is not for sale is in none of the others, whatever its stock. */
export const catalogStock = z.enum(["in-stock", "sold-out", "unknown", "not-for-sale"]);
export type CatalogStock = z.infer<typeof catalogStock>;

/** The cheapest or dearest first, the newest, or what has least left. */
export const catalogSort = z.enum(["title", "cheapest", "dearest", "newest", "stock"]);
export type CatalogSort = z.infer<typeof catalogSort>;

/** Which products: all conditions must hold. `text` is looked for in title, brand and id. */
export interface CatalogConditions {
  readonly text?: string | undefined;
  readonly category?: string | undefined;
  readonly brand?: string | undefined;
  /** Minor units of `currency`, both ends included. */
  readonly minPrice?: number | undefined;
  readonly maxPrice?: number | undefined;
  /**
   * The currency of price bounds, ISO 4217. Amounts of two currencies do not compare: bounds without a currency are of the one that most
   * products have.
   */
  readonly currency?: string | undefined;
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
  readonly stocks: {
    readonly inStock: number;
    readonly soldOut: number;
    readonly unknown: number;
    readonly notForSale: number;
  };
  /**
   * Minor units of the cheapest and the most expensive of one currency: that of the price bounds, else the one that most products
   * have. Null where no product has a price; the currency is null where none of them names one.
   */
  readonly prices: { readonly least: number | null; readonly most: number | null; readonly currency: string | null };
  /** The currencies of the products, the most frequent first. */
  readonly currencies: readonly { readonly name: string; readonly count: number }[];
}

/** The catalog in numbers; `updatedAt` is null while it is empty. */
export interface CatalogCounts {
  readonly products: number;
  readonly inStock: number;
  readonly soldOut: number;
  readonly unknownStock: number;
  readonly notForSale: number;
  /** Named by products, the most frequent first. */
  readonly currencies: readonly string[];
  readonly updatedAt: Date | null;
}

/** The catalog as a person leafs through it. */
export interface CatalogBrowsing {
  page(workspaceId: string, query: CatalogQuery): Promise<CatalogPage<CatalogItem>>;
  /** The whole catalog in numbers. */
  summary(workspaceId: string): Promise<CatalogCounts>;
}
