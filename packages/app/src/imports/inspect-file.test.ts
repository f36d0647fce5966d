import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { inspectFile } from "./inspect-file.ts";

it("shows columns, first rows and the column found for each field, of a head that ends anywhere", async () => {
  const text = `sku,name,price,colour\n${Array.from({ length: 500 }, (_, i) => `${i},"Lamp ${(i * 7919) % 1009}",1.50,red`).join("\n")}`;
  const whole = gzipSync(text);
  for (const [head, format] of [
    [Buffer.from(text).subarray(0, 600), "CSV"],
    [whole.subarray(0, whole.length - 500), "CSV, gzip"],
  ] as const) {
    const inspection = await inspectFile("catalog", "products.csv.gz", head);
    expect(inspection).toMatchObject({ format, columns: ["sku", "name", "price", "colour"] });
    expect(inspection.rows[0]).toEqual(["0", "Lamp 0", "1.50", "red"]);
    expect(
      inspection.fields.filter((field) => field.column !== null).map(({ field, column }) => [field, column]),
    ).toEqual([
      ["id", "sku"],
      ["title", "name"],
      ["price", "price"],
    ]);
    expect(inspection.fields[0]).toMatchObject({ field: "id", required: true });
  }
});

it("knows invoices from single events, and shows JSON values as text", async () => {
  const invoices = Buffer.from("InvoiceNo,StockCode,InvoiceDate\n1,2,3\n");
  expect((await inspectFile("events", "x.csv", invoices)).fields[0]).toMatchObject({
    field: "invoice",
    column: "InvoiceNo",
  });
  const json = await inspectFile("events", "x.jsonl", Buffer.from('{"user":"a","tags":[1],"none":null}\n{"user'));
  expect(json.rows).toEqual([["a", "[1]", ""]]);
  expect(json.fields[0]).toMatchObject({ field: "shopper", column: "user" });
  await expect(inspectFile("stock", "x.csv", Buffer.from([0xff, 0xfe, 0x41, 0]))).rejects.toMatchObject({
    code: "import.encoding",
  });
});
