import { createHash, randomBytes } from "node:crypto";
import pg from "pg";
import { expect, it } from "vitest";
import { migrate, readMigrations } from "../postgres/migrate.ts";
import { testServer } from "../postgres/test-server.ts";

/** Text that PostgreSQL cannot compress into an index entry. */
function longText(seed: string): string {
  const parts = Array.from({ length: 200 }, (_, at) => createHash("sha256").update(`${seed}${at}`).digest("base64url"));
  return parts.join("");
}

it("brings a catalogue with texts of any length up to date as it is", async () => {
  const { server } = await testServer();
  const name = `test_${randomBytes(8).toString("hex")}`;
  const url = await server.ensureDatabase(name);
  const client = new pg.Client({ connectionString: url });
  try {
    const all = await readMigrations();
    await migrate(
      url,
      all.filter((migration) => migration.name < "20261130"),
    );
    await client.connect();
    await client.query("insert into workspace (id, name) values ('ws', 'ws')");
    const products = [
      ["wordy", longText("title"), longText("brand"), longText("category")],
      ["pen", "Pen", null, "Office"],
    ];
    for (const [id, title, brand, category] of products)
      await client.query(
        "insert into product (workspace_id, id, title, brand, category) values ('ws', $1, $2, $3, $4)",
        [id, title, brand, category],
      );
    await migrate(url, all);
    const { rows } = await client.query<{ values: unknown[]; search: string }>(
      `select json_build_array(id, title, brand, category) as values, search_text as search from product order by id desc`,
    );
    expect(rows.map((row) => row.values)).toEqual(products);
    expect(rows[0]!.search).toContain(longText("title").toLowerCase());
  } finally {
    await client.end();
    const admin = new pg.Client({ connectionString: server.url("postgres") });
    await admin.connect();
    await admin.query(`drop database ${name} with (force)`);
    await admin.end();
  }
});
