import { createReadStream, existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type EventImportOptions, importEvents } from "./import-events.ts";
import { isProductCode } from "./is-product-code.ts";
import { fileOf, MemoryCatalogue, MemoryEvents } from "./memory-sinks.ts";

function shop() {
  const events = new MemoryEvents();
  const catalogue = new MemoryCatalogue();
  const run = (text: string, options: EventImportOptions = {}, name = "events.csv") =>
    importEvents(fileOf(name, text), options, { workspaceId: "ws", events, catalogue });
  return { events, catalogue, run, all: () => [...events.events.values()] };
}

describe("events, one in a row", () => {
  const text =
    "visitor_id,item_id,timestamp,event,qty,price,session_id\n" +
    "ann,lamp,2026-01-02T03:04:05Z,view,,,s1\n" +
    "ann,lamp,2026-01-02T03:05:05Z,addtocart,2,4.50,s1\n" +
    "bob,rug,1767323105,Order Completed,1,10,s2\n" +
    ",rug,2026-01-02 03:05:05,purchase,1,,s3\n";

  it("reads what happened, by whom, when and for how much", async () => {
    const { run, all } = shop();
    const report = await run(text, { currency: "EUR" });
    expect(report).toMatchObject({ read: 4, stored: 4, rejected: 0, counts: { events: 4, duplicates: 0 } });
    expect(all().map(({ messageId: _, payload: __, ...event }) => event)).toEqual([
      {
        at: Date.UTC(2026, 0, 2, 3, 4, 5),
        type: "track",
        name: "Product Viewed",
        shopperId: "ann",
        sessionId: "s1",
        interactions: [{ productId: "lamp", kind: "view", quantity: 1 }],
      },
      expect.objectContaining({
        interactions: [{ productId: "lamp", kind: "cart", quantity: 2, valueMinor: 900, currency: "EUR" }],
      }),
      expect.objectContaining({ at: 1767323105000, name: "Order Completed", shopperId: "bob" }),
      expect.not.objectContaining({ shopperId: expect.anything() }),
    ]);
    expect(all()[3]?.sessionId).toBe("s3");
  });

  it("stores the same file once, and rows alike twice", async () => {
    const { run, events } = shop();
    const double = `${text}ann,lamp,2026-01-02T03:04:05Z,view,,,s1\n`;
    await run(double);
    expect(events.events.size).toBe(5);
    expect((await run(double)).counts).toMatchObject({ events: 0, duplicates: 5 });
    await run("messageId,userId,sku,time,kind\nm1,a,b,2026-01-01,view\n");
    expect(events.events.has("m1")).toBe(true);
  });

  it("reports rows that are no event, with reasons", async () => {
    const { run } = shop();
    const report = await run(
      "user,sku,time,kind,qty\n,p,2026-01-01,view,1\na,,2026-01-01,view,1\na,p,soon,view,1\na,p,2026-01-01,dance,1\na,p,2026-01-01,view,0\na,p,1066-10-14,view,1\n",
    );
    expect(report).toMatchObject({ read: 6, stored: 0, rejected: 6 });
    expect(report.reasons).toEqual({
      "the event has no shopper": 1,
      "the event has no product": 1,
      "the time cannot be read": 2,
      "another kind of event": 1,
      "the quantity is not above zero": 1,
    });
  });

  it("takes a kind for all when the file has none", async () => {
    const { run, all } = shop();
    await run("user,sku,time\na,p,2026-01-01\n", { kind: "view" });
    expect(all()[0]?.interactions[0]?.kind).toBe("view");
  });
});

describe("events in the shape of the tracking API", () => {
  it("reads them as the intake would, however old, with an order's products", async () => {
    const { events, run } = shop();
    const lines = [
      {
        messageId: "m1",
        type: "track",
        event: "Product Viewed",
        userId: "u1",
        timestamp: "2019-03-01T10:00:00Z",
        properties: { product_id: "A1" },
      },
      {
        messageId: "m2",
        event: "Order Completed",
        anonymousId: "n1",
        timestamp: "2019-03-01T11:00:00Z",
        sentAt: "2026-01-01T00:00:00Z",
        properties: { products: [{ product_id: "A1", quantity: 2 }, { product_id: "B2" }] },
      },
      { messageId: "m3", event: "Product Viewed", timestamp: "2019-03-01T10:00:00Z", properties: { product_id: "A1" } },
      { messageId: "m4", event: "Product Viewed", userId: "u1", properties: { product_id: "A1" } },
    ];
    const report = await run(lines.map((line) => JSON.stringify(line)).join("\n"), {}, "events.jsonl");
    expect(report).toMatchObject({ read: 4, stored: 2, rejected: 2 });
    expect(events.events.get("m2")).toMatchObject({ at: Date.UTC(2019, 2, 1, 11), shopperId: "n1" });
    expect(events.events.get("m2")?.interactions.map(({ productId, quantity }) => [productId, quantity])).toEqual([
      ["A1", 2],
      ["B2", 1],
    ]);
    expect(report.rejectedRows.map(({ line }) => line)).toEqual([3, 4]);
  });
});

describe("invoices", () => {
  const head = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";
  const text =
    `${head}1,85123A,WHITE HEART,6,2010-12-01 08:26:00,2.55,17850,United Kingdom\n` +
    "1,71053,LANTERN,2,2010-12-01 08:26:00,3.39,17850,United Kingdom\n" +
    "1,85123A,WHITE HEART,1,2010-12-01 08:26:00,2.55,17850,United Kingdom\n" +
    "2,POST,POSTAGE,1,2010-12-01 09:00:00,18,17850,France\n" +
    "2,22035,taig adjust,-5,2010-12-01 09:00:00,0,,France\n" +
    "2,71053,LANTERN,1,2010-12-01 09:00:00,0,,France\n" +
    "2,71053,RED LANTERN,4,2010-12-01 09:00:00,3.39,,France\n" +
    "C3,71053,LANTERN,-1,2010-12-02 09:00:00,3.39,17850.0,France\n" +
    "A4,B12345,Adjust bad debt,1,2010-12-02 10:00:00,-100,,France\n" +
    "5,71053,LANTERN,x,2010-12-02 11:00:00,3,1,France\n" +
    "6,71053,LANTERN,1,2010-12-03 11:00:00,3.50,1,France\n";

  it("makes one event of an invoice, sums equal products, and leaves out what sold no product", async () => {
    const { run, events, all } = shop();
    const report = await run(text, { currency: "GBP" });
    expect(all()[0]).toMatchObject({
      messageId: "invoice:1",
      name: "Order Completed",
      at: Date.UTC(2010, 11, 1, 8, 26),
      shopperId: "17850",
      sessionId: "1",
      payload: { context: { country: "United Kingdom" }, properties: { order_id: "1", currency: "GBP" } },
    });
    expect(all()[0]?.interactions).toEqual([
      { productId: "85123A", kind: "purchase", quantity: 7, valueMinor: 1785, currency: "GBP" },
      { productId: "71053", kind: "purchase", quantity: 2, valueMinor: 678, currency: "GBP" },
    ]);
    const guest = events.events.get("invoice:2");
    expect(guest?.shopperId).toBeUndefined();
    expect(guest?.interactions).toEqual([
      { productId: "71053", kind: "purchase", quantity: 4, valueMinor: 1356, currency: "GBP" },
    ]);
    expect(events.events.get("invoice:C3")).toMatchObject({
      name: "Order Refunded",
      shopperId: "17850",
      interactions: [],
    });
    expect(report).toMatchObject({
      read: 11,
      stored: 5,
      rejected: 1,
      skipped: { "not a product": 1, "quantity below one": 1, "price of zero": 1, cancellation: 1, correction: 1 },
      counts: { orders: 3, ordersOfNobodyKnown: 1, refunds: 1, events: 4 },
    });
  });

  it("stores the same file once, in whatever batches", async () => {
    const { run, events } = shop();
    await run(text, { batchRows: 1 });
    const first = JSON.stringify([...events.events.values()]);
    expect((await run(text, { batchRows: 3 })).counts).toMatchObject({ events: 0, duplicates: 4 });
    expect(JSON.stringify([...events.events.values()])).toBe(first);
  });

  it("keeps out an invoice whose end was not read, so that the whole one can come later", async () => {
    const { run, events } = shop();
    const cancel = new AbortController();
    const options = { batchRows: 2, signal: cancel.signal, onProgress: () => cancel.abort() };
    const report = await run(text, options);
    expect(report).toMatchObject({
      stored: 0,
      stopped: { code: "cancelled" },
      counts: { linesOfUnfinishedInvoice: 2 },
    });
    await run(text);
    expect(events.events.get("invoice:1")?.interactions[0]?.quantity).toBe(7);
  });

  it("creates the products that are missing, under their usual title and last price", async () => {
    const { run, catalogue } = shop();
    await catalogue.upsert("ws", [{ id: "85123A", title: "Mine" } as never]);
    const report = await run(text, { createProducts: true, currency: "GBP" });
    expect(report.counts.productsCreated).toBe(1);
    expect(catalogue.products.get("85123A")?.title).toBe("Mine");
    expect(catalogue.products.get("71053")).toMatchObject({ title: "LANTERN", price: 350, currency: "GBP" });
    expect(catalogue.products.get("71053")).not.toHaveProperty("stock");
  });

  it("takes what is in the catalogue as a product, whatever its code looks like, and lists what was left out", async () => {
    const { run, catalogue, events } = shop();
    await catalogue.upsert("ws", [{ id: "A1", title: "Mug" } as never, { id: "POST", title: "Post box" } as never]);
    const lines: string[] = [];
    const sold = `${head}1,A1,MUG,2,2010-12-01 08:26:00,2.55,7,UK\n1,POST,POST BOX,1,2010-12-01 08:26:00,9,7,UK\n1,M,Manual,1,2010-12-01 08:26:00,1,7,UK\n`;
    const report = await run(sold, { onReject: ({ line, reason }) => lines.push(`${line} ${reason}`) });
    expect(events.events.get("invoice:1")?.interactions.map((one) => one.productId)).toEqual(["A1", "POST"]);
    expect(report).toMatchObject({ stored: 2, rejected: 0, skipped: { "not a product": 1 } });
    expect(lines).toEqual(["4 left out: not a product"]);
  });

  it("knows products from services by their codes", () => {
    for (const code of ["85123A", "22138", "DCGS0003", "ABC-123"])
      expect([code, isProductCode(code)]).toEqual([code, true]);
    for (const code of ["POST", "DOT", "M", "C2", "BANK CHARGES", "AMAZONFEE", ""])
      expect([code, isProductCode(code)]).toEqual([code, false]);
    expect(isProductCode("gift_0001_20", "Dotcomgiftshop Gift Voucher £20.00")).toBe(false);
    expect(isProductCode("23099", "FRENCH CARRIAGE LANTERN")).toBe(true);
    expect(isProductCode("23444", "Next Day Carriage")).toBe(false);
  });
});

const retail = "../shared/data/transactions-online-retail/transactions.csv.gz";

describe.skipIf(!existsSync(retail))("the Online Retail invoices", () => {
  it("are taken in with every row accounted for", async () => {
    const { events, catalogue, all } = shop();
    const source = { fileName: retail, bytes: createReadStream(retail) };
    const report = await importEvents(
      source,
      { currency: "GBP", createProducts: true },
      { workspaceId: "ws", events, catalogue },
    );
    const left = Object.values(report.skipped).reduce((sum, count) => sum + count, 0);
    expect(report).toMatchObject({ read: 444_958, rejected: 0, stopped: null });
    expect(report.stored + left).toBe(444_958);
    expect(report.stored).toBeGreaterThan(430_000);
    expect(report.skipped.correction).toBe(3);
    expect(report.counts.events).toBe(events.events.size);
    expect(new Set(all().flatMap((event) => event.shopperId ?? [])).size).toBeGreaterThan(4000);
    expect(report.counts.productsCreated).toBeGreaterThan(3500);
  }, 120_000);
});
