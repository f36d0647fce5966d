import type { Pool, QueryConfig } from "pg";

interface PlanNode {
  readonly "Actual Rows": number;
  readonly "Actual Loops": number;
  readonly "Rows Removed by Filter"?: number;
  readonly "Shared Hit Blocks": number;
  readonly "Shared Read Blocks": number;
  readonly Plans?: readonly PlanNode[];
}

/** Runs a statement and reports what PostgreSQL read for it: rows of tables and indexes, refused ones too, and blocks of 8 KB. */
export async function readOf(
  pool: Pool,
  { text, values }: QueryConfig,
): Promise<{ readonly rows: number; readonly blocks: number }> {
  const { rows } = await pool.query(`explain (analyze, buffers, format json) ${text}`, values);
  const plan: PlanNode = rows[0]["QUERY PLAN"][0].Plan;
  return { rows: rowsRead(plan), blocks: plan["Shared Hit Blocks"] + plan["Shared Read Blocks"] };
}

/** What the leaves of a plan read. */
function rowsRead(node: PlanNode): number {
  if (node.Plans !== undefined) return node.Plans.reduce((sum, plan) => sum + rowsRead(plan), 0);
  return (node["Actual Rows"] + (node["Rows Removed by Filter"] ?? 0)) * node["Actual Loops"];
}
