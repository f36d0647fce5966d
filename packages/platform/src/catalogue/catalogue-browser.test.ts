import type { CatalogQuery } from "@aisle/contracts/catalog-page";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createPool, type Pool } from "../postgres/pool.ts";
import { readOf } from "../postgres/read-of.ts";
import { type TestDatabase, testDatabase } from "../postgres/test-database.ts";
import { figuresStatement, pageStatement } from "./browse-statements.ts";
import { CatalogueBrowser } from "./catalogue-browser.ts";

const workspaceId = "ws_large";
const many = 20_000;

let database: TestDatabase;
let pool: Pool;

beforeAll(async () => {
  database = await testDatabase();
  pool = createPool(database.url);
  await pool.query("insert into workspace (id, name) values ($1, $1)", [workspaceId]);
  // Every place of an order is determined by the title alone somewhere: many share a price, a day or a number of units.
  await pool.query(
    `insert into product (workspace_id, id, title, description, brand, category, price, released_at, deleted_at)
     select $1, 'p' || n, 'Title ' || lpad((n * 7919 % 20011)::text, 5, '0'), repeat('words ', 60), 'Brand ' || n % 200,
       'Shelf ' || n % 150, case when n % 13 > 0 then 100 + n * 37 % 900 end,
       case when n % 11 > 0 then '2026-01-01'::timestamptz + n % 300 * interval '1 day' end,
       case when n % 500 = 3 then now() end
     from generate_series(1, $2::int) as n`,
    [workspaceId, many],
  );
  await pool.query(
    `insert into live_stock (workspace_id, product_id, stock, price)
     select $1, 'p' || n, case when n % 5 > 0 then n % 60 end, case when n % 17 = 0 then 50 + n % 1000 end
     from generate_series(1, $2::int) as n where n % 3 > 0`,
    [workspaceId, many],
  );
  await pool.query("analyze live_stock");
  // Index-only scans need the visibility map, which a vacuum cannot write while an older snapshot is open.
  for (let visible = false; !visible; ) {
    await pool.query("vacuum analyze product");
    const found = await pool.query(
      "select relallvisible >= relpages as visible from pg_class where relname = 'product'",
    );
    visible = found.rows[0].visible;
  }
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

/** The same page by one plain sort of everything. */
async function plainPage(conditions: string, order: string, offset: number, limit: number): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `select p.id from product p left join live_stock l on l.workspace_id = p.workspace_id and l.product_id = p.id
     where p.workspace_id = $1 and p.deleted_at is null and ${conditions}
     order by ${order}, p.title, p.id offset ${offset} limit ${limit}`,
    [workspaceId],
  );
  return rows.map((row) => row.id);
}

describe("pages of a large catalogue", () => {
  const price = "coalesce(l.price, p.price)";

  it.each([
    ["title", "p.title"],
    ["newest", "p.released_at desc nulls last"],
    ["cheapest", `${price} nulls last`],
    ["dearest", `${price} desc nulls last`],
    ["stock", "l.stock nulls last"],
  ] as const)("are in order: %s", async (sort, order) => {
    const cases: readonly (readonly [Partial<CatalogQuery>, string])[] = [
      [{}, "true"],
      [{ stock: "in-stock" }, "l.stock > 0"],
      [{ stock: "unknown" }, "l.stock is null"],
      [{ minPrice: 200, maxPrice: 300 }, `${price} between 200 and 300`],
      [{ brand: "Brand 7" }, "p.brand = 'Brand 7'"],
      [{ text: "TITLE 0", category: "Shelf 3" }, "p.title like 'Title 0%' and p.category = 'Shelf 3'"],
    ];
    for (const [query, conditions] of cases)
      for (const offset of [0, 90, 4_970, 18_000]) {
        const { text, values } = pageStatement(workspaceId, { ...query, sort, offset, limit: 30 });
        const { rows } = await pool.query<{ id: string }>(text, values);
        const expected = await plainPage(conditions, order, offset, 30);
        expect(
          rows.map((row) => row.id),
          `${JSON.stringify(query)} from ${offset}`,
        ).toEqual(expected);
      }
  });

  it.each<readonly [string, Partial<CatalogQuery>]>([
    ["the first", {}],
    ["the last", { offset: 19_900 }],
    ["a brand", { brand: "Brand 7" }],
    ["a category", { category: "Shelf 3" }],
    ["the newest", { sort: "newest" }],
    ["the cheapest", { sort: "cheapest" }],
    ["the dearest in stock", { sort: "dearest", stock: "in-stock" }],
    ["a rare text", { text: "TLE 0421" }],
    ["a text that is nowhere", { text: "Tilte" }],
  ])("read little more than they show: %s", async (_name, query) => {
    const { blocks } = await readOf(pool, pageStatement(workspaceId, { offset: 0, limit: 10, ...query }));
    expect(blocks).toBeLessThan(400);
  });

  it.each([{ brand: "Brand 7" }, { text: "TLE 0421" }, { text: "Tilte" }])(
    "are counted under a narrow condition without a look at the rest: %j",
    async (conditions) => {
      const { blocks } = await readOf(pool, figuresStatement(workspaceId, conditions));
      expect(blocks).toBeLessThan(400);
    },
  );

  it("are counted once for the summary and for every page without conditions", async () => {
    const browser = new CatalogueBrowser(pool);
    const asked = vi.spyOn(pool, "query");
    try {
      const [summary, first] = await Promise.all([
        browser.summary(workspaceId),
        browser.page(workspaceId, { offset: 0, limit: 1 }),
      ]);
      await browser.page(workspaceId, { sort: "dearest", offset: 90, limit: 1 });
      // Besides: three looks whether anything changed, and two pages of one product.
      expect(asked).toHaveBeenCalledTimes(6);
      expect(summary).toMatchObject({
        products: first.total,
        inStock: first.stocks.inStock,
        soldOut: first.stocks.soldOut,
        unknownStock: first.stocks.unknown,
      });
      expect(summary.updatedAt?.getTime()).toBeGreaterThan(Date.now() - 3_600_000);
    } finally {
      asked.mockRestore();
    }
  });

  it("have facets that leave their own condition out", async () => {
    const browser = new CatalogueBrowser(pool);
    const query = { brand: "Brand 7", stock: "in-stock", minPrice: 200 } as const;
    const page = await browser.page(workspaceId, { ...query, offset: 0, limit: 1 });
    const [brand, stock, least] = ["p.brand = 'Brand 7'", "l.stock > 0", `${price} >= 200`];
    const count = async (...conditions: string[]) =>
      (await plainPage(conditions.join(" and "), "p.id", 0, many)).length;
    expect(page.total).toBe(await count(brand, stock, least));
    expect(page.stocks).toEqual({
      inStock: page.total,
      soldOut: await count(brand, least, "l.stock <= 0"),
      unknown: await count(brand, least, "l.stock is null"),
      notForSale: 0,
    });
    expect(page.brands.length).toBe(50);
    expect(page.brands[0]!.count).toBe(await count(stock, least, `p.brand = '${page.brands[0]!.name}'`));
    expect(page.categories.reduce((sum, { count: one }) => sum + one, 0)).toBe(page.total);
    const [cheapest] = await plainPage(`${brand} and ${stock} and ${price} is not null`, price, 0, 1);
    expect(page.prices.least).toBe(
      (
        await pool.query(
          `select ${price} as price from product p left join live_stock l on l.product_id = p.id where p.id = $1`,
          [cheapest],
        )
      ).rows[0].price,
    );
  });
});

describe("prices of several currencies", () => {
  const shop = "ws_currencies";
  const browse = (query: Partial<CatalogQuery>) =>
    new CatalogueBrowser(pool).page(shop, { offset: 0, limit: 50, ...query });
  const ids = async (query: Partial<CatalogQuery>) => (await browse(query)).items.map(({ id }) => id);

  beforeAll(async () => {
    await pool.query("insert into workspace (id, name) values ($1, $1)", [shop]);
    await pool.query(
      `insert into product (workspace_id, id, title, price, currency, for_sale) values
       ($1, 'e1', 'a', 1000, 'EUR', true), ($1, 'e2', 'b', 5000, 'EUR', true), ($1, 'e3', 'c', 9000, 'EUR', false),
       ($1, 'j1', 'd', 1000, 'JPY', true), ($1, 'j2', 'e', 900000, 'JPY', true), ($1, 'none', 'f', 2000, null, true)`,
      [shop],
    );
  });

  it("compares bounds with those of one currency alone: the one that most products have, unless another is asked for", async () => {
    expect(await ids({ minPrice: 1000, maxPrice: 5000 })).toEqual(["e1", "e2", "none"]);
    expect(await ids({ minPrice: 1000, maxPrice: 5000, currency: "JPY" })).toEqual(["j1"]);
    expect(await ids({ maxPrice: 5000, currency: "CHF" })).toEqual([]);
    expect(await ids({ currency: "JPY" })).toHaveLength(6);
  });

  it("names the currencies, and the cheapest and the most expensive of the one that counts", async () => {
    const page = await browse({});
    expect(page.currencies).toEqual([
      { name: "EUR", count: 3 },
      { name: "JPY", count: 2 },
    ]);
    expect(page.prices).toEqual({ least: 1000, most: 9000, currency: "EUR" });
    const yen = await browse({ minPrice: 5000, currency: "JPY" });
    expect([yen.total, yen.prices]).toEqual([1, { least: 1000, most: 900_000, currency: "JPY" }]);
  });

  it("counts what is not for sale by itself, whatever its stock", async () => {
    const { stocks, total } = await browse({});
    expect([total, stocks]).toEqual([6, { inStock: 0, soldOut: 0, unknown: 5, notForSale: 1 }]);
    expect(await ids({ stock: "not-for-sale" })).toEqual(["e3"]);
    expect(await new CatalogueBrowser(pool).summary(shop)).toMatchObject({ notForSale: 1, currencies: ["EUR", "JPY"] });
  });
});

it("fails as a whole when no connection becomes free: no part of a page fails alone, which would end the process", async () => {
  const busy = createPool(database.url, { max: 1, connectTimeoutMs: 50 });
  const alone: unknown[] = [];
  const listen = (reason: unknown) => alone.push(reason);
  const held = await busy.connect();
  process.prependListener("unhandledRejection", listen);
  try {
    const browser = new CatalogueBrowser(busy);
    for (const asked of [{}, { text: "title" }, { maxPrice: 900 }, { stock: "in-stock", brand: "Brand 1" }] as const) {
      const page = browser.page(workspaceId, { ...asked, offset: 0, limit: 10 });
      await expect(page).rejects.toThrow(/timeout exceeded/);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(alone).toEqual([]);
  } finally {
    process.off("unhandledRejection", listen);
    held.release();
    await busy.end();
  }
});
