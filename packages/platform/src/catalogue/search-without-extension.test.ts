import pg from "pg";
import { expect, it } from "vitest";
import { migrate } from "../postgres/migrate.ts";
import { createPool } from "../postgres/pool.ts";
import { testServer } from "../postgres/test-server.ts";
import { CatalogueBrowser } from "./catalogue-browser.ts";

it("a catalogue is searched where the database's user may create tables and no extension", async () => {
  const { server } = await testServer();
  const name = `plain_user_${process.pid}`;
  const admin = new pg.Client({ connectionString: server.url("postgres") });
  await admin.connect();
  await admin.query(`create role ${name} login password 'plain'`);
  await admin.query(`create database ${name}`);
  const url = new URL(server.url(name));
  const owner = new pg.Client({ connectionString: url.href });
  await owner.connect();
  await owner.query(`grant create, usage on schema public to ${name}`);
  await owner.end();
  url.username = name;
  url.password = "plain";
  try {
    await migrate(url.href);
    const pool = createPool(url.href);
    try {
      const { rows } = await pool.query("select count(*)::int as count from pg_extension where extname = 'pg_trgm'");
      expect(rows).toEqual([{ count: 0 }]);
      await pool.query("insert into workspace (id, name) values ('ws', 'ws')");
      await pool.query(
        "insert into product (workspace_id, id, title) values ('ws', 'a', 'Desk lamp'), ('ws', 'b', 'Rug')",
      );
      const page = await new CatalogueBrowser(pool).page("ws", { text: "LAMP", offset: 0, limit: 10 });
      expect(page.items.map(({ id }) => id)).toEqual(["a"]);
    } finally {
      await pool.end();
    }
  } finally {
    await admin.query(`drop database ${name} with (force)`);
    await admin.query(`drop role ${name}`);
    await admin.end();
  }
});
