import type { CatalogConditions, CatalogQuery, CatalogSort, CatalogStock } from "@aisle/contracts/catalog-page";
import type { QueryConfig } from "pg";
import { productColumns, productTables } from "./product-record.ts";

const stockConditions = {
  "in-stock": "p.for_sale and l.stock > 0",
  "sold-out": "p.for_sale and l.stock <= 0",
  unknown: "p.for_sale and l.stock is null",
  "not-for-sale": "not p.for_sale",
} as const satisfies Record<CatalogStock, string>;

const price = "coalesce(l.price, p.price)";
const byTitle = "p.title_order, p.id";

const orders = {
  title: byTitle,
  cheapest: `${price} nulls last, ${byTitle}`,
  dearest: `${price} desc nulls last, ${byTitle}`,
  newest: `p.released_at desc nulls last, ${byTitle}`,
  stock: `l.stock nulls last, ${byTitle}`,
} as const satisfies Record<CatalogSort, string>;

const facetSize = 50;

/** Further back one sort of all is less work than looking up each product in the order of an index. */
const indexedPlaces = 5_000;

/** Conditions, and whether products that name no currency count as those of the bounds' currency. */
export interface BrowseConditions extends CatalogConditions {
  readonly withoutCurrency?: boolean;
}

/** Whether a price is bounded, above or below. */
export const hasPriceBounds = ({ minPrice, maxPrice }: CatalogConditions): boolean =>
  minPrice !== undefined || maxPrice !== undefined;

/** Conditions as the values of a statement, `$1` the workspace. The currency is one of price bounds: without them it is none. */
export function browseValues(workspaceId: string, query: BrowseConditions): readonly unknown[] {
  const { text, category, brand, minPrice, maxPrice, withoutCurrency = false } = query;
  const currency = hasPriceBounds(query) ? (query.currency ?? null) : null;
  const pattern = text ? `%${text.replace(/[\\%_]/g, "\\$&")}%` : null;
  const named = [category ?? null, brand ?? null, minPrice ?? null, maxPrice ?? null] as const;
  return [workspaceId, pattern, ...named, currency, currency !== null && withoutCurrency];
}

/** Indexes hold the beginning of a text: the whole may be longer than an index entry. */
function isText(column: string, value: string): string {
  return `(left(${column}, 200) = left(${value}, 200) and ${column} = ${value})`;
}

function conditionsOf({ stock }: CatalogConditions, priceOf = price): string {
  return `p.workspace_id = $1 and p.deleted_at is null and ($2::text is null or p.search_text like lower($2::text))
    and ($3::text is null or ${isText("p.category", "$3")}) and ($4::text is null or ${isText("p.brand", "$4")})
    and ($5::bigint is null or ${priceOf} >= $5) and ($6::bigint is null or ${priceOf} <= $6)
    and ($7::text is null or p.currency = $7 or ($8::boolean and p.currency is null))
    and ${stock === undefined ? "true" : stockConditions[stock]}`;
}

/** One page of `ProductRow`s. Indexes determine which ones where the order has one; only they are read as a whole. */
export function pageStatement(workspaceId: string, query: CatalogQuery & BrowseConditions): QueryConfig {
  const { sort = "title", offset, limit } = query;
  const order = orders[sort];
  return {
    text: `with ${pageIds(query, sort)}
      select ${productColumns} from ${productTables}
      where p.workspace_id = $1 and p.id in (select id from page) order by ${order}`,
    values: [...browseValues(workspaceId, query), offset, limit],
  };
}

/** The ids of a page as the table `page` of a statement; `$9` is its offset and `$10` its limit. */
function pageIds(query: CatalogQuery, sort: keyof typeof orders): string {
  const near = query.offset + query.limit <= indexedPlaces;
  if (near && (sort === "cheapest" || sort === "dearest"))
    return idsInParts(query, pricedParts, sort === "dearest" ? "desc" : "asc");
  if (near && sort === "stock") return idsInParts(query, stockedParts, "asc");
  return `page as materialized (
    select p.id from ${productTables} where ${conditionsOf(query)} order by ${orders[sort]} offset $9 limit $10)`;
}

interface OrderPart {
  readonly which: string;
  /** What the part is ordered by before the title; null where no product of it has any. */
  readonly by: string | null;
  readonly price: string;
}

const pricedParts: readonly OrderPart[] = [
  { which: "l.price is not null", by: "l.price", price: "l.price" },
  { which: "l.price is null and p.price is not null", by: "p.price", price: "p.price" },
  { which: "l.price is null and p.price is null", by: null, price: "null::bigint" },
];
const stockedParts: readonly OrderPart[] = [
  { which: "l.stock is not null", by: "l.stock", price },
  { which: "l.stock is null", by: null, price },
];

/**
 * No index holds an order whose values stand in two tables, or not everywhere: each part is read in the order of its own
 * index, no further than the page, and those without a value only where the others do not fill it.
 */
function idsInParts(query: CatalogQuery, parts: readonly OrderPart[], direction: "asc" | "desc"): string {
  const end = "$9::bigint + $10::bigint";
  const part = ({ which, by, price: priceOf }: OrderPart) =>
    `(select p.id, p.title_order, ${by ?? "null"}::bigint as value from ${productTables}
      where ${conditionsOf(query, priceOf)} and ${which}
      order by ${by === null ? "" : `${by} ${direction}, `}${byTitle}
      limit ${by === null ? `greatest(0, ${end} - (select count(*) from known))` : end})`;
  const [known, unknown] = [parts.filter(({ by }) => by !== null), parts.filter(({ by }) => by === null)];
  return `known as materialized (${known.map(part).join(" union all ")}),
    page as materialized (
      select p.id from (select * from known union all ${unknown.map(part).join(" union all ")}) as p
      order by p.value ${direction} nulls last, ${byTitle} offset $9 limit $10)`;
}

/** Counts of all products under the conditions, facets among them, as one value `figures`. */
export function figuresStatement(workspaceId: string, query: BrowseConditions): QueryConfig {
  const facet = (name: "category" | "brand") => `(select coalesce(json_agg(f), '[]') from (
    select ${name} as name, count(*) from fit where ${name} is not null
    group by ${name} order by count(*) desc, ${name} limit ${facetSize}) as f)`;
  return {
    text: `with fit as materialized (
        select p.category, p.brand, p.currency, p.for_sale, l.stock, ${price} as price, greatest(p.updated_at, l.updated_at) as updated_at
        from ${productTables} where ${conditionsOf(query)})
      select json_build_object('total', count(*), 'categories', ${facet("category")}, 'brands', ${facet("brand")},
        'stocks', json_build_object('inStock', count(*) filter (where for_sale and stock > 0),
          'soldOut', count(*) filter (where for_sale and stock <= 0),
          'unknown', count(*) filter (where for_sale and stock is null),
          'notForSale', count(*) filter (where not for_sale)),
        'currencies', (select coalesce(json_agg(c), '[]') from (
          select currency as name, count(*), min(price) as least, max(price) as most from fit
          group by currency order by count(*) desc, currency nulls last limit ${facetSize}) as c),
        'updatedAt', max(updated_at)) as figures from fit`,
    values: [...browseValues(workspaceId, query)],
  };
}
