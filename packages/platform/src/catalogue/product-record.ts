import type { JsonObject } from "@aisle/runtime/json";
import type { Product } from "@aisle/runtime/node-sdk/product";
import type { ProductFact } from "@aisle/runtime/node-sdk/product-facts";

/** What is to be stored of a product: an absent field stays as it is, `null` clears it. A new product needs a title. */
export interface ProductRecord {
  readonly id: string;
  readonly title?: string | undefined;
  readonly description?: string | null;
  readonly brand?: string | null;
  /** One name, or a path whose parts are parted by ` > `. */
  readonly category?: string | null;
  /** Integer minor units of `currency`. */
  readonly price?: number | null;
  readonly currency?: string | null;
  readonly image?: string | null;
  /** What the shop pays for a unit, in integer minor units of `currency`; it never leaves in an answer. */
  readonly cost?: number | null;
  /** The trade item number with its check digit, 8, 12, 13 or 14 digits. */
  readonly gtin?: string | null;
  /** False for a product that is not sold (any more): no endpoint answers with it. A new product is for sale. */
  readonly forSale?: boolean | null;
  /** By name; those that are not named stay as they are, `null` takes one away. */
  readonly attributes?: JsonObject;
  readonly releasedAt?: Date | null;
  /** Integer minor units: the price while a sale lasts, and the price that is struck out beside it. */
  readonly salePrice?: number | null;
  readonly compareAtPrice?: number | null;
  readonly saleFrom?: Date | null;
  readonly saleUntil?: Date | null;
  /** Units; `null` for unknown, absent to leave what is known as it is. */
  readonly stock?: number | null;
  /** Fields that were blank where the record comes from, and say nothing (`attributes.colour` for an attribute): counted. */
  readonly blank?: readonly string[];
}

/** A product as it is read back: live price and stock, and a hash of what can be searched for. */
export interface CatalogueRow {
  readonly id: string;
  readonly fields: Product["fields"];
  /** Changes when title, description, brand, category or attributes change. */
  readonly textHash: string;
}

/** A product's row joined to its live facts, as the queries of this folder select it. */
export interface ProductRow {
  readonly id: string;
  readonly title: string;
  readonly description: string | null;
  readonly brand: string | null;
  readonly category: string | null;
  readonly price: string | number | null;
  readonly currency: string | null;
  readonly image: string | null;
  readonly attributes: JsonObject;
  readonly released_at: Date | null;
  readonly sale_price: string | number | null;
  readonly compare_at_price: string | number | null;
  readonly sale_from: Date | null;
  readonly sale_until: Date | null;
  readonly text_hash: string | null;
  readonly stock: number | null;
  readonly cost: string | number | null;
  readonly gtin: string | null;
  readonly for_sale: boolean;
}

/** The columns of `ProductRow`, over `product p left join live_stock l`. A live price goes before the catalogue's. */
export const productColumns = `p.id, p.title, p.description, p.brand, p.category,
  coalesce(l.price, p.price) as price, p.currency, p.image, p.attributes, p.released_at, p.text_hash, l.stock,
  p.sale_price, p.compare_at_price, p.sale_from, p.sale_until, p.cost, p.gtin, p.for_sale`;

/** The join that `productColumns` reads. */
export const productTables = `product p
  left join live_stock l on l.workspace_id = p.workspace_id and l.product_id = p.id`;

/** A row as the fields of a `Product`: what is unknown is left out. */
export function fieldsOf(row: ProductRow): Product["fields"] {
  // Only facts of the table have a place here: one that is added says first whether it is public.
  const fields: { [F in ProductFact]?: Product["fields"][string] } = { title: row.title };
  if (row.description !== null) fields.description = row.description;
  if (row.brand !== null) fields.brand = row.brand;
  if (row.category !== null) fields.category = row.category;
  if (row.price !== null) fields.price = Number(row.price);
  if (row.currency !== null) fields.currency = row.currency;
  if (row.image !== null) fields.image = row.image;
  if (row.released_at !== null) fields.releasedAt = row.released_at.toISOString();
  if (row.sale_price !== null) fields.salePrice = Number(row.sale_price);
  if (row.compare_at_price !== null) fields.compareAtPrice = Number(row.compare_at_price);
  if (row.sale_from !== null) fields.saleFrom = row.sale_from.toISOString();
  if (row.sale_until !== null) fields.saleUntil = row.sale_until.toISOString();
  if (row.stock !== null) fields.stock = row.stock;
  if (row.cost !== null) fields.cost = Number(row.cost);
  if (row.gtin !== null) fields.gtin = row.gtin;
  fields.forSale = row.for_sale;
  fields.attributes = row.attributes;
  return fields;
}

/** Whether endpoints may answer with a product of these fields. */
export const isForSale = (fields: Product["fields"]): boolean => fields.forSale !== false;
