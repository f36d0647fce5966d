import type { JsonObject } from "@aisle/runtime/json";
import type { Pool } from "pg";
import { type AttributeSummary, summarizeAttributes } from "./attribute-summary.ts";
import { productTables } from "./product-record.ts";

/** Ids of a shop to try a pipeline with: each is in use there now. */
export interface SampleIds {
  /** Someone who bought often of late, or was seen when nobody bought. */
  readonly shopperId?: string;
  /** Products that can be bought: those this shopper looked at last, else the newest. */
  readonly productIds: readonly string[];
}

/** A shopper with what was seen of them lately. */
export interface FoundShopper {
  readonly id: string;
  readonly events: number;
  readonly orders: number;
}

/** Small reads that help to say something about a shop in its own words. */
export class ShopHints {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /** The 500 largest brands and categories. */
  async names(
    workspaceId: string,
  ): Promise<{ readonly brands: readonly string[]; readonly categories: readonly string[] }> {
    const [brands, categories] = await Promise.all([
      this.#commonest(workspaceId, "brand"),
      this.#commonest(workspaceId, "category"),
    ]);
    return { brands, categories };
  }

  /** Shoppers who did something of late, those with the most events first; all of them when no beginning of an id is given. */
  async shoppers(workspaceId: string, beginning: string, limit: number): Promise<readonly FoundShopper[]> {
    // From the newest events alone, as below; an id that is typed whole is looked for by its own index.
    const found = await this.#pool.query<FoundShopper>(
      `with recent as materialized (
         select shopper_id as id from event where workspace_id = $1 and shopper_id is not null
           and not (demo and (select demo_shop from workspace where id = $1) = 'aside') order by at desc limit 3000
       ), whole as (
         select shopper_id as id from interaction where workspace_id = $1 and shopper_id = $2 limit 1
       ), people as (
         select id, count(*) filter (where lately)::int as events
         from (select id, true as lately from recent union all select id, false from whole) e
         where starts_with(id, $2) group by id order by id <> $2, 2 desc, id limit $3
       )
       select p.id, p.events, (
         select count(*)::int from (
           select kind from interaction where workspace_id = $1 and shopper_id = p.id order by at desc limit 200
         ) i where i.kind = 2
       ) as orders from people p order by p.id <> $2, p.events desc, p.id`,
      [workspaceId, beginning, limit],
    );
    return found.rows;
  }

  async sampleIds(workspaceId: string): Promise<SampleIds> {
    // From the newest events alone: the table may be long, and the index goes by time.
    const found = await this.#pool.query<{ shopper_id: string }>(
      `with recent as materialized (
         select shopper_id from event where workspace_id = $1 and shopper_id is not null
           and not (demo and (select demo_shop from workspace where id = $1) = 'aside') order by at desc limit 3000
       ), people as (
         select shopper_id, count(*) as seen from recent group by shopper_id order by count(*) desc limit 50
       )
       select p.shopper_id from people p, lateral (
         select count(*) filter (where i.kind = 2) as bought from (
           select kind from interaction where workspace_id = $1 and shopper_id = p.shopper_id order by at desc limit 200
         ) i
       ) h order by least(h.bought, 20) desc, p.seen desc, p.shopper_id limit 1`,
      [workspaceId],
    );
    const shopperId = found.rows[0]?.shopper_id;
    const viewed =
      shopperId === undefined
        ? []
        : await this.#ids(
            `select p.id, max(i.at) as at from (
               select product_id, at from interaction where workspace_id = $1 and shopper_id = $2 order by at desc limit 200
             ) i join ${productTables} on p.workspace_id = $1 and p.id = i.product_id
             where p.deleted_at is null and p.for_sale and (l.stock is null or l.stock > 0)
             group by p.id order by at desc, p.id limit 3`,
            [workspaceId, shopperId],
          );
    const productIds =
      viewed.length > 0
        ? viewed
        : await this.#ids(
            `select p.id from ${productTables}
             where p.workspace_id = $1 and p.deleted_at is null and p.for_sale and (l.stock is null or l.stock > 0)
             order by p.released_at desc nulls last, p.id limit 3`,
            [workspaceId],
          );
    return { ...(shopperId === undefined ? {} : { shopperId }), productIds };
  }

  /** Fields of a part of the products: price, stock and old price, and the shop's own, as `attributes.colour`. */
  async attributes(workspaceId: string): Promise<AttributeSummary> {
    const { rows } = await this.#pool.query<{ own: JsonObject; attributes: JsonObject | null }>(
      `select jsonb_strip_nulls(jsonb_build_object(
         'price', coalesce(l.price, p.price), 'stock', l.stock, 'compareAtPrice', p.compare_at_price
       )) as own, p.attributes
       from ${productTables} where p.workspace_id = $1 and p.deleted_at is null order by p.id limit 2000`,
      [workspaceId],
    );
    return summarizeAttributes(
      rows.map(({ own, attributes }) => ({
        ...own,
        ...Object.fromEntries(Object.entries(attributes ?? {}).map(([key, value]) => [`attributes.${key}`, value])),
      })),
    );
  }

  /** Products whose title has every word of a text, in the singular or the plural, at most ten. */
  async titled(workspaceId: string, text: string): Promise<readonly { readonly id: string; readonly title: string }[]> {
    const words = (text.match(/[\p{L}\p{N}]+/gu) ?? []).slice(0, 12).map((word) => word.replace(/(?<=..)s$/i, ""));
    if (words.length === 0) return [];
    const { rows } = await this.#pool.query<{ id: string; title: string }>(
      `select p.id, p.title from product p
       where p.workspace_id = $1 and p.deleted_at is null and p.title ilike all ($2) order by length(p.title), p.id limit 10`,
      [workspaceId, words.map((word) => `%${word}%`)],
    );
    return rows;
  }

  async #ids(sql: string, values: readonly string[]): Promise<readonly string[]> {
    return (await this.#pool.query<{ id: string }>(sql, [...values])).rows.map(({ id }) => id);
  }

  async #commonest(workspaceId: string, column: "brand" | "category"): Promise<readonly string[]> {
    const { rows } = await this.#pool.query<{ name: string }>(
      `select p.${column} as name from product p
       where p.workspace_id = $1 and p.deleted_at is null and p.${column} is not null
       group by p.${column} order by count(*) desc, p.${column} limit 500`,
      [workspaceId],
    );
    return rows.map(({ name }) => name);
  }
}
