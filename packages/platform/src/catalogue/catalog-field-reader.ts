import type { CatalogField, CatalogFields, CatalogType } from "@aisle/runtime/node-sdk/catalog-field";
import type { Product } from "@aisle/runtime/node-sdk/product";
import type { Pool } from "pg";
import { fieldsOf, type ProductRow, productColumns, productTables } from "./product-record.ts";

/** Columns of a product that expressions read by name, each with the type of its values. */
const columns = [
  ["title", "p.title", "text"],
  ["description", "p.description", "text"],
  ["brand", "p.brand", "text"],
  ["category", "p.category", "text"],
  ["price", "coalesce(l.price, p.price)", "number"],
  ["currency", "p.currency", "text"],
  ["image", "p.image", "text"],
  ["releasedAt", "p.released_at", "text"],
  ["salePrice", "p.sale_price", "number"],
  ["compareAtPrice", "p.compare_at_price", "number"],
  ["saleFrom", "p.sale_from", "text"],
  ["saleUntil", "p.sale_until", "text"],
  ["stock", "l.stock", "number"],
  ["cost", "p.cost", "number"],
  ["gtin", "p.gtin", "text"],
  ["forSale", "p.for_sale", "yes-no"],
] as const;

const jsonTypes: { readonly [type: string]: CatalogType } = {
  string: "text",
  number: "number",
  boolean: "yes-no",
  array: "list",
  object: "object",
};

const sampled = 5000;
const sampleSize = 2000;
const maxFields = 300;
const maxValues = 50;
/** Longer texts are no names of anything. */
const maxValue = 80;

type Some = readonly Pick<Product, "id" | "fields">[];

/** Reads which fields a catalog's products have, of what types, with their frequent values; a scan of the whole. */
export class CatalogFieldReader {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /** Up to 2,000 products: those that come first in the order of their ids' hashes. */
  async sample(workspaceId: string): Promise<Some> {
    const { rows } = await this.#pool.query<ProductRow>(
      `select ${productColumns} from ${productTables}
       where p.workspace_id = $1 and p.deleted_at is null order by hashtext(p.id), p.id limit ${sampleSize}`,
      [workspaceId],
    );
    return rows.map((row) => ({ id: row.id, fields: fieldsOf(row) }));
  }

  async fields(workspaceId: string): Promise<CatalogFields> {
    const where = "p.workspace_id = $1 and p.deleted_at is null";
    const [counts, attributes, values] = await Promise.all([
      this.#pool.query<{ products: string; currency: string | null; counts: readonly number[] }>(
        `select count(*) as products, mode() within group (order by p.currency) as currency,
           json_build_array(${columns.map(([, column]) => `count(${column})`).join(", ")}) as counts
         from ${productTables} where ${where}`,
        [workspaceId],
      ),
      this.#pool.query<{ name: string; type: string; count: string }>(
        `select a.key as name, jsonb_typeof(a.value) as type, count(*) as count
         from product p, jsonb_each(p.attributes) a
         where ${where} and jsonb_typeof(p.attributes) = 'object' group by 1, 2 order by 3 desc, 1 limit ${maxFields}`,
        [workspaceId],
      ),
      this.#pool.query<{ name: string; value: string | number | boolean }>(
        `with part as materialized (select brand, category, attributes from product p where ${where} limit ${sampled}),
         said as (
           select 'brand' as name, to_jsonb(brand) as value from part where brand is not null
           union all select 'category', to_jsonb(category) from part where category is not null
           union all select 'attributes.' || a.key, a.value from part, jsonb_each(attributes) a
             where jsonb_typeof(attributes) = 'object' and jsonb_typeof(a.value) in ('string', 'boolean', 'number')
           union all select 'attributes.' || a.key, one.value from part, jsonb_each(attributes) a,
             jsonb_array_elements(case jsonb_typeof(a.value) when 'array' then a.value else '[]' end) one
             where jsonb_typeof(attributes) = 'object' and jsonb_typeof(one.value) in ('string', 'number')
         ), counted as (
           select name, value, row_number() over (partition by name order by count(*) desc, value) as place
           from said where length(value #>> '{}') between 1 and ${maxValue} group by name, value
         )
         select name, value from counted where place <= ${maxValues} order by name, place`,
        [workspaceId],
      ),
    ]);
    const row = counts.rows[0];
    const frequent = new Map<string, (string | number | boolean)[]>();
    for (const { name, value } of values.rows) frequent.set(name, [...(frequent.get(name) ?? []), value]);
    const found = new Map<string, { [Type in CatalogType]?: number }>();
    columns.forEach(([name, , type], at) => {
      const count = Number(row?.counts[at] ?? 0);
      if (count > 0) found.set(name, { [type]: count });
    });
    for (const { name, type, count } of attributes.rows) {
      const known = jsonTypes[type];
      if (known !== undefined)
        found.set(`attributes.${name}`, { ...found.get(`attributes.${name}`), [known]: Number(count) });
    }
    return {
      products: Number(row?.products ?? 0),
      currency: row?.currency ?? null,
      fields: [...found].map(([name, types]): CatalogField => ({ name, types, values: frequent.get(name) ?? [] })),
    };
  }
}
