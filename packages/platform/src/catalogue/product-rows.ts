import { createHash } from "node:crypto";
import { canonicalJson } from "@aisle/runtime/canonical-json";
import type { PoolClient } from "pg";
import type { WholeProduct } from "./merge-product.ts";
import type { ProductRecord, ProductRow } from "./product-record.ts";
import { storableJson, storableText } from "./storable-text.ts";

/** Products of the catalogue, deleted ones too, as they are stored now, by id. */
export async function readStored(
  client: PoolClient,
  workspaceId: string,
  records: readonly ProductRecord[],
): Promise<ReadonlyMap<string, { readonly product: WholeProduct; readonly demo: boolean }>> {
  const found = await client.query<ProductRow & { readonly demo: boolean }>(storedProducts, [
    workspaceId,
    records.map((record) => storableText(record.id)),
  ]);
  const number = (value: string | number | null) => (value === null ? null : Number(value));
  return new Map(
    found.rows.map((row) => [
      row.id,
      {
        demo: row.demo,
        product: {
          id: row.id,
          title: row.title,
          description: row.description,
          brand: row.brand,
          category: row.category,
          price: number(row.price),
          currency: row.currency,
          image: row.image,
          salePrice: number(row.sale_price),
          compareAtPrice: number(row.compare_at_price),
          saleFrom: row.sale_from,
          saleUntil: row.sale_until,
          cost: number(row.cost),
          gtin: row.gtin,
          forSale: row.for_sale,
          releasedAt: row.released_at,
          attributes: row.attributes,
        },
      },
    ]),
  );
}

/** The values of `upsertProducts`. */
export function upsertValues(workspaceId: string, products: readonly WholeProduct[], demo: boolean): unknown[] {
  const text = (value: string | null) => (value === null ? null : storableText(value));
  return [
    workspaceId,
    products.map((one) => storableText(one.id)),
    products.map((one) => text(one.title)),
    products.map((one) => text(one.description)),
    products.map((one) => text(one.brand)),
    products.map((one) => text(one.category)),
    products.map((one) => one.price),
    products.map((one) => text(one.currency)),
    products.map((one) => text(one.image)),
    products.map((one) => storableJson(one.attributes)),
    products.map(textHash),
    products.map((one) => one.releasedAt),
    products.map((one) => one.salePrice),
    products.map((one) => one.compareAtPrice),
    products.map((one) => one.saleFrom),
    products.map((one) => one.saleUntil),
    demo,
    products.map((one) => one.cost),
    products.map((one) => text(one.gtin)),
    products.map((one) => one.forSale ?? true),
  ];
}

/** A hash of what of a product can be searched for or embedded; the order of attributes is none of it. */
function textHash(product: WholeProduct): string {
  const { title, description, brand, category, attributes } = product;
  return createHash("sha256")
    .update(canonicalJson([title, description, brand, category, attributes]))
    .digest("base64url")
    .slice(0, 22);
}

// Each id is looked for by its key (`offset 0` keeps the planner from joining otherwise): before the table has statistics
// it would read all of it for every batch of a first import.
const storedProducts = `
  select p.* from unnest($2::text[]) as t(id)
  cross join lateral (
    select o.id, o.title, o.description, o.brand, o.category, o.price, o.currency, o.image, o.attributes, o.released_at,
      o.sale_price, o.compare_at_price, o.sale_from, o.sale_until, o.demo, o.cost, o.gtin, o.for_sale
    from product o where o.workspace_id = $1 and o.id = t.id offset 0) p`;

/** Writes products; returns the ids of those that are new or other than they were. */
export const upsertProducts = `
  insert into product as p (workspace_id, id, seq, title, description, brand, category, price, currency, image,
    attributes, text_hash, released_at, sale_price, compare_at_price, sale_from, sale_until, demo, cost, gtin, for_sale,
    updated_at)
  select $1, id, nextval('product_seq_seq'), title, description, brand, category, price, currency, image,
    attributes, text_hash, released_at, sale_price, compare_at_price, sale_from, sale_until, $17, cost, gtin, for_sale, now()
  from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::text[], $9::text[],
    $10::jsonb[], $11::text[], $12::timestamptz[], $13::bigint[], $14::bigint[], $15::timestamptz[], $16::timestamptz[],
    $18::bigint[], $19::text[], $20::boolean[])
    as t(id, title, description, brand, category, price, currency, image, attributes, text_hash, released_at,
      sale_price, compare_at_price, sale_from, sale_until, cost, gtin, for_sale)
  on conflict (workspace_id, id) do update set
    seq = excluded.seq, title = excluded.title, description = excluded.description, brand = excluded.brand,
    category = excluded.category, price = excluded.price, currency = excluded.currency, image = excluded.image,
    attributes = excluded.attributes, text_hash = excluded.text_hash, released_at = excluded.released_at,
    sale_price = excluded.sale_price, compare_at_price = excluded.compare_at_price, sale_from = excluded.sale_from,
    sale_until = excluded.sale_until, demo = excluded.demo, cost = excluded.cost, gtin = excluded.gtin,
    for_sale = excluded.for_sale, updated_at = excluded.updated_at, deleted_at = null
  where p.deleted_at is not null or p.text_hash is distinct from excluded.text_hash
    or (p.price, p.currency, p.image, p.released_at, p.sale_price, p.compare_at_price, p.sale_from, p.sale_until, p.demo,
      p.cost, p.gtin, p.for_sale)
      is distinct from (excluded.price, excluded.currency, excluded.image, excluded.released_at, excluded.sale_price,
        excluded.compare_at_price, excluded.sale_from, excluded.sale_until, excluded.demo, excluded.cost, excluded.gtin,
        excluded.for_sale)
  returning id, xmax = 0 as inserted`;
