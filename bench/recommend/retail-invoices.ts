import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { RetailLine } from "@aisle/learn/recommend/clean-retail";
import { parse } from "csv-parse/sync";

/** Reads the Online Retail columns (gzipped or not) as retail lines; times are UTC, prices in pounds. */
export function readInvoiceLines(path: string): RetailLine[] {
  const bytes = readFileSync(path);
  const rows: Record<string, string>[] = parse(path.endsWith(".gz") ? gunzipSync(bytes) : bytes, {
    columns: true,
    bom: true,
    relax_quotes: true,
  });
  return rows.map((row) => ({
    order: row.InvoiceNo ?? "",
    customer: row.CustomerID === "" || row.CustomerID === undefined ? null : row.CustomerID.replace(/\.0$/, ""),
    product: (row.StockCode ?? "").trim().toUpperCase(),
    description: row.Description ?? "",
    quantity: Number(row.Quantity),
    unitPrice: Number(row.UnitPrice),
    time: Date.parse(`${(row.InvoiceDate ?? "").replace(" ", "T")}Z`),
  }));
}
