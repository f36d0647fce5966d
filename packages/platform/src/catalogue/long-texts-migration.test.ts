import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { createPool } from "../postgres/pool.ts";
import { testDatabaseBefore } from "../postgres/test-database.ts";

/** Text that PostgreSQL cannot compress into an index entry. */
function longText(seed: string): string {
  const parts = Array.from({ length: 200 }, (_, at) => createHash("sha256").update(`${seed}${at}`).digest("base64url"));
  return parts.join("");
}

it("brings a catalogue with texts of any length up to date as it is", async () => {
  const database = await testDatabaseBefore("20261130");
  const pool = createPool(database.url);
  try {
    await pool.query("insert into workspace (id, name) values ('ws', 'ws')");
    const products = [
      ["wordy", longText("title"), longText("brand"), longText("category")],
      ["pen", "Pen", null, "Office"],
    ];
    for (const [id, title, brand, category] of products)
      await pool.query("insert into product (workspace_id, id, title, brand, category) values ('ws', $1, $2, $3, $4)", [
        id,
        title,
        brand,
        category,
      ]);
    await database.migrateToLatest();
    const { rows } = await pool.query<{ values: unknown[]; search: string }>(
      `select json_build_array(id, title, brand, category) as values, search_text as search from product order by id desc`,
    );
    expect(rows.map((row) => row.values)).toEqual(products);
    expect(rows[0]!.search).toContain(longText("title").toLowerCase());
  } finally {
    await pool.end();
    await database.drop();
  }
});
