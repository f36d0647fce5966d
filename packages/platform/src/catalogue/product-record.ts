import type { JsonObject } from "@aisle/runtime/json";
import type { Product } from "@aisle/runtime/node-sdk/product";

/** A product as the catalogue keeps it. */
export interface ProductRecord {
  readonly id: string;
  readonly title: string;
  readonly description?: string | null;
  readonly brand?: string | null;
  /** One name, or a path whose parts are parted by ` > `. */
  readonly category?: string | null;
  /** Integer minor units of `currency`. */
  readonly price?: number | null;
  readonly currency?: string | null;
  readonly image?: string | null;
  readonly attributes?: JsonObject;
  readonly releasedAt?: Date | null;
  /** Units; `null` for unknown, absent to leave what is known as it is. */
  readonly stock?: number | null;
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
  readonly text_hash: string | null;
  readonly stock: number | null;
}

/** The columns of `ProductRow`, over `product p left join live_stock l`. A live price goes before the catalogue's. */
export const productColumns = `p.id, p.title, p.description, p.brand, p.category,
  coalesce(l.price, p.price) as price, p.currency, p.image, p.attributes, p.released_at, p.text_hash, l.stock`;

/** The join that `productColumns` reads. */
export const productTables = `product p
  left join live_stock l on l.workspace_id = p.workspace_id and l.product_id = p.id`;

/** A row as the fields of a `Product`: what is unknown is left out. */
export function fieldsOf(row: ProductRow): Product["fields"] {
  const fields: { -readonly [K in keyof Product["fields"]]: Product["fields"][K] } = { title: row.title };
  if (row.description !== null) fields.description = row.description;
  if (row.brand !== null) fields.brand = row.brand;
  if (row.category !== null) fields.category = row.category;
  if (row.price !== null) fields.price = Number(row.price);
  if (row.currency !== null) fields.currency = row.currency;
  if (row.image !== null) fields.image = row.image;
  if (row.released_at !== null) fields.releasedAt = row.released_at.toISOString();
  if (row.stock !== null) fields.stock = row.stock;
  fields.attributes = row.attributes;
  return fields;
}
