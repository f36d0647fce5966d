import type { Pool } from "pg";
import { kindNames } from "./event-record.ts";
import { type PopularityCount, PopularityIndex } from "./popularity-index.ts";
import { streamRows } from "./stream-rows.ts";

/** Counts all interactions of a workspace into an index. PostgreSQL adds up; rows come in pages. */
export async function buildPopularity(pool: Pool, workspaceId: string): Promise<PopularityIndex> {
  const categories = new Map<string, string>();
  const products = streamRows<{ id: string; category: string }>(
    pool,
    "select id, category from product where workspace_id = $1 and category is not null and deleted_at is null",
    [workspaceId],
  );
  for await (const page of products) for (const { id, category } of page) categories.set(id, category);
  const counts: PopularityCount[] = [];
  const days = streamRows<{ product_id: string; kind: number; day: number; count: number }>(
    pool,
    `select product_id, kind, floor(extract(epoch from at) / 86400)::int as day, count(*)::int as count
     from interaction where workspace_id = $1 group by 1, 2, 3`,
    [workspaceId],
  );
  for await (const page of days)
    for (const { product_id, kind, day, count } of page) {
      const name = kindNames[kind];
      if (name !== undefined) counts.push({ productId: product_id, kind: name, day, count });
    }
  return PopularityIndex.of(counts, (id) => categories.get(id));
}
