import type { RetailLine } from "@aisle/learn/recommend/clean-retail";
import { readCsvColumns } from "../learn/csv-table.ts";

const needed = ["InvoiceNo", "StockCode", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID"] as const;

/** Reads the Online Retail columns (gzipped or not) as retail lines; times are UTC, prices in pounds. */
export function readInvoiceLines(path: string): RetailLine[] {
  const columns = readCsvColumns(path, needed);
  const { InvoiceNo, StockCode, Quantity, InvoiceDate, UnitPrice, CustomerID, Description } = columns;
  return InvoiceNo.map((order, row) => ({
    order,
    customer: CustomerID[row]!.trim() === "" ? null : CustomerID[row]!.trim().replace(/\.0$/, ""),
    product: StockCode[row]!.trim().toUpperCase(),
    description: Description?.[row] ?? "",
    quantity: Number(Quantity[row]),
    unitPrice: Number(UnitPrice[row]),
    time: Date.parse(`${InvoiceDate[row]!.replace(" ", "T")}Z`),
  }));
}
