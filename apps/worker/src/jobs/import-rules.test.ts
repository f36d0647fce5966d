import type { ImportReport } from "@aisle/app/imports/import-report";
import type { Job } from "@aisle/contracts/job";
import { afterAll, beforeAll, expect, it } from "vitest";
import { testWorkspace } from "../test-home.ts";
import { startTestJobs, type TestJobs } from "../test-jobs.ts";

let jobs: TestJobs;

beforeAll(async () => {
  jobs = await startTestJobs();
});
afterAll(() => jobs?.stop());

type Report = ImportReport & { readonly notes: readonly string[] };
const reportOf = (job: Job) => (job.result as unknown as { readonly import: Report }).import;
const rows = async (text: string) => (await jobs.home.pool.query(text, [testWorkspace])).rows;

it("changes what a file names and nothing else, clears what ends a sale, and counts both", async () => {
  const product = async (id: string) =>
    (
      await rows(
        `select description, brand, price::int, currency, image, sale_price::int, compare_at_price::int, attributes,
           (select stock from live_stock l where l.workspace_id = $1 and l.product_id = p.id)
         from product p where workspace_id = $1 and id = '${id}'`,
      )
    )[0];
  const full = [
    "sku,name,description,brand,category,price,currency,image,stock,color,Sale price,Compare at price,Sale until",
    "PU-1,Trail shoe,Light,Stride,Shoes > Trail,89.00,EUR,https://img.example/p1.jpg,7,red,79.00,99.00,2027-01-31",
    "PU-2,Road shoe,Fast,Stride,Shoes > Road,9900,JPY,https://img.example/p2.jpg,0,blue,,,",
  ];
  await jobs.import("catalog", "full.csv", `${full.join("\n")}\n`);
  const [one, two] = [await product("PU-1"), await product("PU-2")];
  expect(one).toMatchObject({ price: 8900, sale_price: 7900, compare_at_price: 9900, attributes: { color: "red" } });
  // The currency that the catalogue knows says what 9,500 is.
  await jobs.import("catalog", "prices.csv", "sku,name,price\nPU-1,Trail shoe,79.00\nPU-2,Road shoe,9500\n");
  expect(await product("PU-1")).toEqual({ ...one, price: 7900 });
  expect(await product("PU-2")).toEqual({ ...two, price: 9500 });

  const blank = "sku,name,description,brand,price,stock,color\nPU-2,Road shoe,,,9000,,\nPU-9,,,,1,,\n";
  const report = reportOf(await jobs.import("catalog", "blank.csv", blank));
  expect(await product("PU-2")).toEqual({ ...two, price: 9000 });
  expect(report).toMatchObject({ stored: 1, rejected: 1, reasons: { "the product has no title": 1 } });
  expect(report.counts).toMatchObject({ blankCellsLeftAsTheyWere: 4 });
  expect(report.notes.join("\n")).toContain("blank cells, which left what was there: 4");

  const over = await jobs.import("catalog", "over.csv", "sku,name,sale price,compare at price\nPU-1,Trail shoe,,\n");
  expect(reportOf(over).counts).toMatchObject({ fieldsCleared: 2 });
  expect(await product("PU-1")).toEqual({ ...one, price: 7900, sale_price: null, compare_at_price: null });

  const json = { sku: "PU-1", name: "Trail shoe", brand: null, color: null, stock: null };
  await jobs.import("catalog", "null.jsonl", `${JSON.stringify(json)}\n`);
  expect(await product("PU-1")).toMatchObject({ brand: null, attributes: {}, stock: null, description: "Light" });

  await jobs.import("stock", "stock.csv", "sku,stock,price\nPU-2,,\n");
  expect(await product("PU-2")).toMatchObject({ stock: 0 });
}, 60_000);

it("sells nothing cheaper than the file says: a sale lasts to the end of its last day, 0 is none, an unread date leaves it out", async () => {
  const lines = [
    "sku,name,price,currency,sale price,sale from,sale until",
    "S-1,Lamp,100,EUR,50,2026-11-01,2026-11-30",
    "S-2,Lamp,100,EUR,50,,11/30/2026",
    "S-3,Lamp,100,EUR,50,2026-11-01,2026-11-30 18:00",
    "S-4,Lamp,100,EUR,50,,31.12.2025",
    "S-5,Lamp,100,EUR,50,some day,",
    "S-6,Lamp,100,EUR,0.00,,",
    "S-7,Lamp,100,EUR,,0000-00-00,0000-00-00",
  ];
  const job = await jobs.import("catalog", "sales.csv", `${lines.join("\n")}\n`);
  const sales = await rows(
    `select id, sale_price::int as price, to_char(sale_until at time zone 'UTC', 'MM-DD HH24:MI') as until
     from product where workspace_id = $1 and id like 'S-%' order by id`,
  );
  const none = { price: null, until: null };
  expect(sales).toEqual([
    { id: "S-1", price: 5000, until: "12-01 00:00" },
    { id: "S-2", price: 5000, until: "12-01 00:00" },
    { id: "S-3", price: 5000, until: "11-30 18:00" },
    ...["S-4", "S-5", "S-6", "S-7"].map((id) => ({ id, ...none })),
  ]);
  const report = reportOf(job);
  expect(report).toMatchObject({ stored: 7, rejected: 0, counts: { salesLeftOut: 2 } });
  expect(report.rejectedRows.map(({ line }) => line)).toEqual([5, 6]);
  // Dates alone change no sale when they cannot be read.
  const dates = await jobs.import("catalog", "dates.csv", "sku,name,sale until\nS-1,Lamp,soon\n");
  expect(reportOf(dates).counts).toMatchObject({ salesLeftOut: 1 });
  expect(await rows("select sale_price::int as price from product where workspace_id = $1 and id = 'S-1'")).toEqual([
    { price: 5000 },
  ]);
}, 60_000);

it("stores cost, GTIN and for sale or not; a file without them changes none, a wrong GTIN is said and left out", async () => {
  const facts = async (id: string) =>
    (
      await rows(
        `select cost::int, gtin, for_sale, attributes, price::int from product where workspace_id = $1 and id = '${id}'`,
      )
    )[0];
  const head = "sku,name,price,currency,Cost per item,EAN,Status";
  const lines = [
    "F-1,Mug,12.00,EUR,4.50,4006381333931,active",
    "F-2,Cup,9.00,EUR,,36000291452,archived",
    "F-3,Pot,19.00,EUR,7,4006381333932,refurbished",
    "F-4,Pan,29.00,EUR,8,4.00638E+12,draft",
  ];
  const report = reportOf(await jobs.import("catalog", "facts.csv", `${head}\n${lines.join("\n")}\n`));
  expect(report).toMatchObject({ stored: 4, rejected: 0, counts: { gtinsLeftOut: 2, forSaleLeftOut: 1 } });
  expect(report.columns).toMatchObject({ cost: "Cost per item", gtin: "EAN", forSale: "Status" });
  expect(report.rejectedRows.map(({ line, reason }) => [line, reason])).toEqual([
    [4, 'the GTIN "4006381333932" has a wrong check digit; the product is stored without it'],
    [4, "“refurbished” does not say whether the product is for sale; it stays as it was"],
    [5, expect.stringContaining("was rounded by a spreadsheet")],
  ]);
  const one = { cost: 450, gtin: "4006381333931", for_sale: true, attributes: {}, price: 1200 };
  expect(await facts("F-1")).toEqual(one);
  // The zero that a spreadsheet took is back.
  expect(await facts("F-2")).toMatchObject({ cost: null, gtin: "036000291452", for_sale: false });
  expect(await facts("F-3")).toMatchObject({
    ...{ cost: 700, gtin: null, for_sale: true },
    attributes: { EAN: "4006381333932", Status: "refurbished" },
  });

  await jobs.import("catalog", "without.csv", "sku,name,price\nF-1,Mug,12.00\nF-2,Cup,9.00\n");
  await jobs.import("catalog", "blank.csv", `${head}\nF-1,Mug,12.00,EUR,,,\nF-2,Cup,9.00,EUR,,,\n`);
  expect(await facts("F-1")).toEqual(one);
  expect(await facts("F-2")).toMatchObject({ gtin: "036000291452", for_sale: false });
  const json = { sku: "F-1", name: "Mug", cost: null, ean: null, active: null };
  await jobs.import("catalog", "null.jsonl", `${JSON.stringify(json)}\n`);
  expect(await facts("F-1")).toEqual({ ...one, cost: null, gtin: null });
}, 60_000);

it("no longer sends as an attribute what a file now calls the cost", async () => {
  await jobs.import("catalog", "old.csv", "sku,name,wholesale\nW-1,Mug,4.50\n");
  const attributes = async () =>
    (await rows("select attributes from product where workspace_id = $1 and id = 'W-1'"))[0];
  expect(await attributes()).toEqual({ attributes: { wholesale: "4.50" } });
  const map = { cost: "wholesale" };
  await jobs.import("catalog", "new.csv", "sku,name,wholesale,currency\nW-1,Mug,4.50,EUR\n", map);
  expect(await attributes()).toEqual({ attributes: {} });
});

it("reads times without a zone by the workspace's clocks, and says which were doubtful", async () => {
  await jobs.home.pool.query("update workspace set time_zone = 'Europe/Berlin' where id = $1", [testWorkspace]);
  const lines = [
    "z1,g1,view,2026-10-25T02:30:00+02:00",
    "z1,g2,view,2026-10-25T02:30:00",
    "z1,g3,view,2026-03-29T02:30:00",
    "z1,g4,view,2026-07-01 12:00:00",
  ];
  const file = `user_id,product_id,event,timestamp\n${lines.join("\n")}\n`;
  const report = reportOf(await jobs.import("events", "dst.csv", file));
  expect(report).toMatchObject({ stored: 4, counts: { timesShownTwice: 1, timesThatClocksSkip: 1 } });
  const at = await rows(
    "select product_id, at from interaction where workspace_id = $1 and shopper_id = 'z1' order by product_id",
  );
  expect(at.map((row) => (row.at as Date).toISOString())).toEqual([
    "2026-10-25T00:30:00.000Z",
    "2026-10-25T00:30:00.000Z",
    "2026-03-29T01:30:00.000Z",
    "2026-07-01T10:00:00.000Z",
  ]);
  // The same file makes the same events, whatever the zone is by then.
  await jobs.home.pool.query("update workspace set time_zone = 'UTC' where id = $1", [testWorkspace]);
  expect(reportOf(await jobs.import("events", "dst.csv", file)).counts).toMatchObject({ events: 0, duplicates: 4 });
  await jobs.home.pool.query("delete from interaction where shopper_id = 'z1'");
}, 60_000);

it("reports rows that hold what the queue's server refuses, and cuts none of them inside a character", async () => {
  const good50 = Array.from({ length: 50 }, (_, i) => `n${i},Bottle ${i},1.00,`).join("\n");
  const padded = `pX,Bad,not a price,${"x".repeat(280)}`.slice(0, 299);
  const file = `id,title,price,description\n${good50}\n${padded}👟 and more\npY,U\0nul,no price\0,x\n`;
  const job = await jobs.import("catalog", "emoji\0.csv", file, { "--currency": "EUR" });
  expect([job.state, job.attempts]).toEqual(["completed", 1]);
  const report = reportOf(job);
  expect(report).toMatchObject({ read: 52, stored: 50, rejected: 2 });
  expect(report.rejectedRows[0]!.text).toBe(`${padded}…`);
  expect(report.rejectedRows[1]!.text).toContain("U\ufffdnul");
}, 60_000);

it("gives the reason of a file whose header holds U+0000", async () => {
  const job = await jobs.import("catalog", "n.csv", "na\0me,cost\na,1\n");
  expect([job.state, job.attempts]).toEqual(["failed", 1]);
  expect(job.failure).toMatch(/^import\.columns: No column was found for id/);
}, 60_000);
