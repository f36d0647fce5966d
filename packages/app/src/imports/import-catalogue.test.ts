import { createReadStream, existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { importCatalogue } from "./import-catalogue.ts";
import { type RejectedRow, rejectedRowLine } from "./import-report.ts";
import type { ImportProgress } from "./import-source.ts";
import { importStock } from "./import-stock.ts";
import { fileOf, MemoryCatalogue } from "./memory-sinks.ts";

const run = (
  text: string | Uint8Array,
  options: object = {},
  catalogue = new MemoryCatalogue(),
  name = "products.csv",
) =>
  importCatalogue(fileOf(name, text), options, { workspaceId: "ws", catalogue }).then((report) => ({
    report,
    catalogue,
  }));

describe("importCatalogue", () => {
  it("reads fields by likely names, keeps the rest as attributes, and says which column was which", async () => {
    const { report, catalogue } = await run(
      "SKU,Product Name,Vendor,Price,Currency,Qty,attr_n_width,attr_b_new,attr_t_colour,EAN,Empty\n" +
        'a1,"Lamp, red",Lumo,"1,299.50",eur,3,7.5,yes,red,0123,\n',
    );
    expect(catalogue.products.get("a1")).toEqual({
      id: "a1",
      title: "Lamp, red",
      brand: "Lumo",
      price: 129950,
      currency: "EUR",
      attributes: { width: 7.5, new: true, colour: "red", EAN: "0123" },
      stock: 3,
      blank: ["attributes.Empty"],
    });
    expect(report).toMatchObject({ read: 1, stored: 1, rejected: 0, stopped: null, counts: { inserted: 1 } });
    expect(report.columns).toMatchObject({ id: "SKU", title: "Product Name", brand: "Vendor", stock: "Qty" });
  });

  it("reads JSONL with typed values, and prices in minor units when set or when the column says so", async () => {
    const row = JSON.stringify({
      id: 7,
      name: "x1",
      title: "Printer",
      supplier: "HP",
      price: 12595,
      categories: ["Office", "Printers"],
      ean: ["088", "089"],
      date_released: "2006-07-01T00:00:00Z",
      attr_n_weight: 56,
      attr_t_type: "Ink",
      nested: { a: [1] },
      nothing: null,
    });
    const { catalogue } = await run(row, { priceUnit: "minor", currency: "EUR" }, undefined, "p.jsonl");
    expect(catalogue.products.get("7")).toMatchObject({
      title: "Printer",
      price: 12595,
      currency: "EUR",
      brand: "HP",
      category: "Office > Printers",
      releasedAt: new Date("2006-07-01T00:00:00Z"),
      attributes: { name: "x1", ean: ["088", "089"], weight: 56, type: "Ink", nested: { a: [1] } },
    });
    expect(catalogue.products.get("7")).not.toHaveProperty("stock");
    const cents = await run("id,title,price_cents\n1,a,250\n");
    expect(cents.catalogue.products.get("1")?.price).toBe(250);
  });

  it("goes by the columns that it is given, and asks for what it cannot find", async () => {
    const text = "code,what,title\n1,Lamp,internal\n";
    const { catalogue } = await run(text, { map: { id: "code", title: "what" } });
    expect(catalogue.products.get("1")).toMatchObject({ title: "Lamp", attributes: { title: "internal" } });
    await expect(run(text)).rejects.toMatchObject({ code: "import.columns", message: /id \(Product id\)/ });
    await expect(run(text, { map: { id: "none" } })).rejects.toMatchObject({ message: /no column "none"/ });
    await expect(run(text, { map: { colour: "code" } })).rejects.toMatchObject({ message: /no field "colour"/ });
  });

  it("reports each row that it cannot take, by line and reason, and stores the others", async () => {
    const heard: RejectedRow[] = [];
    const { report, catalogue } = await run(
      "id,title,price,stock\n1,a,1,1\n,b,1,1\n2,,1,1\n3,c,free,1\n4,d,-1,1\n5,e,1,few\n1,again,1,1\n6,f,,\n7\n",
      { onReject: (row: RejectedRow) => heard.push(row) },
    );
    expect([...catalogue.products.keys()]).toEqual(["1", "6"]);
    expect(catalogue.products.get("6")).toMatchObject({ blank: ["price", "stock"] });
    expect(catalogue.products.get("6")).not.toHaveProperty("stock");
    expect(report).toMatchObject({ read: 9, stored: 2, rejected: 7 });
    expect(heard).toEqual(report.rejectedRows);
    expect(heard.map(({ line, reason }) => [line, reason]).sort(([a], [b]) => Number(a) - Number(b))).toEqual([
      [3, "the product has no id"],
      [4, "the product has no title"],
      [5, 'the price "free" is no number'],
      [6, "the price -1 is below zero"],
      [7, 'the stock "few" is no number'],
      [8, "the id 1 stands in line 2 already"],
      [10, "the row has 1 columns, the header 4"],
    ]);
    expect(report.reasons["the price is no number"]).toBe(1);
    expect(rejectedRowLine({ line: 2, reason: 'a "b"', text: "x\ny" })).toBe('2,"a ""b""","x y"\n');
  });

  it("stores in batches, reports its progress, and changes nothing when it comes again", async () => {
    const text = `id,title\n${Array.from({ length: 95 }, (_, i) => `${i},t${i}`).join("\n")}\n`;
    const catalogue = new MemoryCatalogue();
    const progress: ImportProgress[] = [];
    const options = { batchRows: 20, onProgress: (one: ImportProgress) => progress.push(one) };
    await run(text, options, catalogue);
    expect(catalogue.batches).toBe(5);
    expect(progress.map((one) => one.rows)).toEqual([20, 40, 60, 80, 95]);
    expect(progress.at(-1)).toMatchObject({ bytes: text.length, totalBytes: text.length });
    const { report } = await run(text, options, catalogue);
    expect(report.counts).toMatchObject({ inserted: 0, updated: 0, unchanged: 95 });
  });

  it("stops after the batch under way when cancelled, and is made whole by running again", async () => {
    const text = `id,title\n${Array.from({ length: 100 }, (_, i) => `${i},t${i}`).join("\n")}\n`;
    const cancel = new AbortController();
    const catalogue = new MemoryCatalogue();
    const options = {
      batchRows: 10,
      signal: cancel.signal,
      onProgress: () => catalogue.batches === 3 && cancel.abort(),
    };
    const { report } = await run(text, options, catalogue);
    expect(report).toMatchObject({ read: 30, stored: 30, stopped: { code: "cancelled" } });
    expect(catalogue.products.size).toBe(30);
    expect((await run(text, { batchRows: 10 }, catalogue)).report.counts).toMatchObject({
      inserted: 70,
      unchanged: 30,
    });
  });

  it("keeps what stands before damage, and says so", async () => {
    const good = "id,title\n1,a\n2,b\n";
    const { report, catalogue } = await run(Buffer.concat([Buffer.from(good), Buffer.from("3,caf\xe9\n", "latin1")]));
    expect(catalogue.products.size).toBe(2);
    expect(report.stopped).toMatchObject({ code: "import.encoding", message: /line 4/ });
    await expect(run(Buffer.from("id,titl\xe9\n1,a\n", "latin1"))).rejects.toMatchObject({ code: "import.encoding" });
  });

  it("lets a failing database fail the import", async () => {
    const failing = () => Promise.reject(new Error("connection lost"));
    const catalogue = { upsert: failing, currencies: failing };
    const source = fileOf("x.csv", "id,title\n1,a\n");
    await expect(importCatalogue(source, {}, { workspaceId: "ws", catalogue })).rejects.toThrow("connection lost");
  });

  it("stores what a shop exports as out of stock, draft, hidden or disabled as that", async () => {
    const stored = async (text: string) =>
      [...(await run(text)).catalogue.products.values()].map(({ id, stock, forSale }) => [id, stock, forSale]);
    expect(
      await stored("SKU,Name,Published,In stock?,Stock\na,Cap,1,1,25\nb,Hood,1,0,\nc,Tee,-1,1,9\nd,Hat,0,1,\n"),
    ).toEqual([
      ["a", 25, true],
      ["b", 0, true],
      ["c", 9, false],
      ["d", null, false],
    ]);
    expect(await stored("sku,name,qty,is_in_stock,product_online\na,Lamp,99,0,1\nb,Rug,5,1,2\nc,Bed,0,1,1\n")).toEqual([
      ["a", 0, true],
      ["b", 5, false],
      ["c", 0, true],
    ]);
    expect(
      await stored("Product ID,Product Name,Current Stock Level,Product Visible?\n1,Boot,3,Y\n2,Shoe,3,N\n"),
    ).toEqual([
      ["1", 3, true],
      ["2", 3, false],
    ]);
    expect(await stored("Product ID;Active (0/1);Name;Quantity\n1;1;Vase;5\n2;0;Jug;5\n")).toEqual([
      ["1", 5, true],
      ["2", 5, false],
    ]);
  });

  it("takes a product that is in stock again out of nought, and keeps an answer that it cannot read", async () => {
    const { catalogue } = await run("sku,name,stock\na,Lamp,0\nb,Rug,4\n");
    const { report } = await run("sku,name,stock,in_stock\na,Lamp,,yes\nb,Rug,,perhaps\n", {}, catalogue);
    expect(catalogue.products.get("a")).toMatchObject({ stock: null, blank: [] });
    expect(catalogue.products.get("b")).toMatchObject({
      stock: 4,
      blank: ["stock"],
      attributes: { in_stock: "perhaps" },
    });
    expect(report).toMatchObject({ stored: 2, rejected: 0 });
  });
});

describe("importStock", () => {
  it("sets stock and live prices of known products and reports the others", async () => {
    const catalogue = (await run("id,title\na,A\nb,B\nc,C\nd,D\n")).catalogue;
    const report = await importStock(
      fileOf(
        "stock.csv",
        "sku,stock,price\na,3,1.50\nb,out of stock,\nc,in stock,\nghost,1,1\n,1,1\na,many,1\na,1,-1\nd,,2\n",
      ),
      { currency: "EUR" },
      { workspaceId: "ws", catalogue },
    );
    expect(Object.fromEntries(catalogue.live)).toEqual({
      a: { stock: 3, price: 150 },
      b: { stock: 0 },
      c: { stock: null },
      // A blank cell says nothing: a sold-out product does not become sellable by one.
      d: { price: 200 },
    });
    expect(report).toMatchObject({ read: 8, stored: 4, rejected: 4, counts: { blankCellsLeftAsTheyWere: 3 } });
    expect(report.rejectedRows.map((row) => row.line).sort()).toEqual([5, 6, 7, 8]);
  });
});

const icecat = "../shared/data/search-icecat-chorus/products.jsonl.gz";

describe.skipIf(!existsSync(icecat))("the Icecat catalogue", () => {
  it("is taken in whole: 19,406 products, prices in cents, attributes stored with their types", async () => {
    const catalogue = new MemoryCatalogue();
    const source = { fileName: icecat, bytes: createReadStream(icecat) };
    const report = await importCatalogue(
      source,
      { priceUnit: "minor", currency: "EUR" },
      { workspaceId: "ws", catalogue },
    );
    expect(report).toMatchObject({ read: 19_406, stored: 19_406, rejected: 0, stopped: null });
    expect(catalogue.products.get("1399")).toMatchObject({
      title: "HP 80 Original Cyan",
      description: "80 175-ml Cyan DesignJet Ink Cartridge",
      brand: "HP",
      price: 12595,
      attributes: { type: "Original", width: 56, ean: ["0882780756328", "0088698629123"], oem_code: "C4872A" },
    });
    const typed = [...catalogue.products.values()].filter(
      (product) => typeof product.attributes.product_type === "string",
    );
    expect(typed).toHaveLength(1532);
  });
});
