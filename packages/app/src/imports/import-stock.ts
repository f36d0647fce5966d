import { catalogueFields } from "./catalogue-row.ts";
import type { ImportField } from "./column-mapping.ts";
import { plainName } from "./column-mapping.ts";
import type { ImportReport } from "./import-report.ts";
import type { ImportOptions, ImportSource, PriceOptions } from "./import-source.ts";
import { parseAmount, toMinor } from "./parse-amount.ts";
import { parseStock } from "./parse-stock.ts";
import { runImport } from "./run-import.ts";

/** Stock or price of a product as a feed tells it. */
interface LiveFact {
  readonly productId: string;
  readonly stock?: number | null;
  readonly price?: number;
}

/** Where live facts go. */
export interface LiveFactSink {
  /** Stores what belongs to products of the catalogue; returns the ids that do not. */
  setLive(workspaceId: string, facts: readonly LiveFact[]): Promise<readonly string[]>;
}

export interface StockImportDeps {
  readonly workspaceId: string;
  readonly catalogue: LiveFactSink;
}

const idField = catalogueFields.find((field) => field.field === "id")!;

/** What a stock file can tell. */
export const stockFields: readonly ImportField[] = [
  idField,
  { ...catalogueFields.find((field) => field.field === "stock")!, required: true },
  { ...catalogueFields.find((field) => field.field === "price")!, title: "Live price" },
];

/** Imports stock, and live prices where the file has some. Rows of products that are not in the catalogue are rejected. */
export function importStock(
  source: ImportSource,
  options: ImportOptions & PriceOptions,
  { workspaceId, catalogue }: StockImportDeps,
): Promise<ImportReport> {
  return runImport(
    source,
    options,
    () => stockFields,
    (columns, tally) => {
      const byName = /cents?$|minor$|pence$/.test(plainName(columns.price ?? ""));
      const minor = options.priceUnit === undefined ? byName : options.priceUnit === "minor";
      return {
        async store(rows) {
          const facts = new Map<(typeof rows)[number], LiveFact>();
          for (const row of rows) {
            const value = (field: string) =>
              columns[field] === undefined ? null : (row.values[columns[field]] ?? null);
            const productId = String(value("id") ?? "").trim();
            const stock = parseStock(value("stock"));
            const told = value("price") === "" ? null : value("price");
            const amount = told === null ? undefined : parseAmount(told);
            if (productId === "") tally.reject(row, "the row has no product id");
            else if (stock === undefined)
              tally.reject(row, `the stock "${value("stock")}" is no number`, "the stock is no number");
            else if (told !== null && (amount === undefined || amount < 0))
              tally.reject(row, `the price "${told}" is no price`, "the price is no price");
            else {
              const price =
                amount === undefined ? undefined : minor ? Math.round(amount) : toMinor(amount, options.currency);
              facts.set(row, { productId, stock, ...(price === undefined ? {} : { price }) });
            }
          }
          const unknown = new Set(await catalogue.setLive(workspaceId, [...facts.values()]));
          for (const [row, { productId }] of facts) {
            if (unknown.has(productId))
              tally.reject(
                row,
                `the product ${productId} is not in the catalogue`,
                "the product is not in the catalogue",
              );
            else tally.stored++;
          }
        },
      };
    },
  );
}
