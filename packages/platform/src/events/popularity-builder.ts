import type { Pool } from "pg";
import { databaseTimeZone } from "../workspaces/workspace-settings.ts";
import { type CountedPosition, writtenBetween } from "./counted-position.ts";
import { kindNames } from "./interaction-kinds.ts";
import type { PopularityCount } from "./popularity-counts.ts";
import { type CategoryOf, goneProduct, PopularityIndex } from "./popularity-index.ts";
import { streamRows } from "./stream-rows.ts";

/** What was counted up to a position. */
export interface CountedPopularity {
  readonly index: PopularityIndex;
  readonly position: CountedPosition;
}

/**
 * Counts a workspace's interactions up to a position by days of its time zone: those since `last` on top of its index, or
 * all without it, or when the zone is another one. What was taken out of the catalogue takes no place among what is popular.
 * PostgreSQL adds up; rows come in pages.
 */
export async function buildPopularity(
  pool: Pool,
  workspaceId: string,
  now: CountedPosition,
  last?: CountedPopularity,
): Promise<PopularityIndex> {
  const timeZone = await databaseTimeZone(pool, workspaceId);
  const before = last?.index.timeZone === timeZone ? last : undefined;
  const categories = new Map<string, ReturnType<CategoryOf>>();
  const products = streamRows<{ id: string; category: string | null; gone: boolean }>(
    pool,
    `select id, category, deleted_at is not null as gone from product
     where workspace_id = $1 and (category is not null or deleted_at is not null)`,
    [workspaceId],
  );
  for await (const page of products)
    for (const { id, category, gone } of page) categories.set(id, gone ? goneProduct : category);
  const counts: PopularityCount[] = [];
  const { sql, values } = writtenBetween(before?.position, now, 3);
  const days = streamRows<{ product_id: string; kind: number; day: number; count: number }>(
    pool,
    `select product_id, kind, (at at time zone $2)::date - date '1970-01-01' as day, count(*)::int as count
     from interaction where workspace_id = $1 and ${sql} group by 1, 2, 3`,
    [workspaceId, timeZone, ...values],
  );
  for await (const page of days)
    for (const { product_id, kind, day, count } of page) {
      const name = kindNames[kind];
      if (name !== undefined) counts.push({ productId: product_id, kind: name, day, count });
    }
  const categoryOf = (id: string) => categories.get(id);
  return before === undefined
    ? PopularityIndex.of(counts, categoryOf, timeZone)
    : before.index.with(counts, categoryOf);
}
