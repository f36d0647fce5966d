import { demoIdPrefix } from "@aisle/app/demo-shop/demo-shop";
import { CatalogueStore } from "@aisle/platform/catalogue/catalogue-store";
import type { JobDeps } from "./job-deps.ts";

/** When a shop's own catalogue comes in, the demo shop makes room: its products, events and mark go. True when there was one. */
export async function removeDemoShop({ pool }: JobDeps, workspaceId: string): Promise<boolean> {
  const mark = "workspace_id = $1 and name = 'demo-shop'";
  const marked = await pool.query(`select 1 from artefact where ${mark}`, [workspaceId]);
  if (marked.rows.length === 0) return false;
  const like = `${demoIdPrefix}%`;
  const { rows } = await pool.query<{ id: string }>("select id from product where workspace_id = $1 and id like $2", [
    workspaceId,
    like,
  ]);
  await new CatalogueStore(pool).delete(
    workspaceId,
    rows.map((row) => row.id),
  );
  await pool.query("delete from live_stock where workspace_id = $1 and product_id like $2", [workspaceId, like]);
  await pool.query("delete from interaction where workspace_id = $1 and product_id like $2", [workspaceId, like]);
  for (const table of ["event", "event_seen"]) {
    await pool.query(`delete from ${table} where workspace_id = $1 and message_id like 'demo-%'`, [workspaceId]);
  }
  // Last, so that a job that was killed on the way does the rest when it is taken up again.
  await pool.query(`delete from artefact where ${mark}`, [workspaceId]);
  return true;
}
