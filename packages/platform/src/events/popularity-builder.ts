import type { Pool } from "pg";
import { type CountedPosition, writtenBetween } from "./counted-position.ts";
import { kindNames } from "./event-record.ts";
import type { PopularityCount } from "./popularity-counts.ts";
import { PopularityIndex } from "./popularity-index.ts";
import { streamRows } from "./stream-rows.ts";

/**
 * Counts a workspace's interactions up to a position: those since `before` on top of its index, or all without it.
 * PostgreSQL adds up; rows come in pages.
 */
export async function buildPopularity(
  pool: Pool,
  workspaceId: string,
  now: CountedPosition,
  before?: { readonly index: PopularityIndex; readonly position: CountedPosition },
): Promise<PopularityIndex> {
  const categories = new Map<string, string>();
  const products = streamRows<{ id: string; category: string }>(
    pool,
    "select id, category from product where workspace_id = $1 and category is not null and deleted_at is null",
    [workspaceId],
  );
  for await (const page of products) for (const { id, category } of page) categories.set(id, category);
  const counts: PopularityCount[] = [];
  const { sql, values } = writtenBetween(before?.position, now, 2);
  const days = streamRows<{ product_id: string; kind: number; day: number; count: number }>(
    pool,
    `select product_id, kind, floor(extract(epoch from at) / 86400)::int as day, count(*)::int as count
     from interaction where workspace_id = $1 and ${sql} group by 1, 2, 3`,
    [workspaceId, ...values],
  );
  for await (const page of days)
    for (const { product_id, kind, day, count } of page) {
      const name = kindNames[kind];
      if (name !== undefined) counts.push({ productId: product_id, kind: name, day, count });
    }
  const categoryOf = (id: string) => categories.get(id);
  return before === undefined ? PopularityIndex.of(counts, categoryOf) : before.index.with(counts, categoryOf);
}
