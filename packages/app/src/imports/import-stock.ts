import { catalogueFields } from "./catalogue-fields.ts";
import type { ImportField } from "./column-mapping.ts";
import { plainName } from "./column-mapping.ts";
import type { ImportReport } from "./import-report.ts";
import type { ImportOptions, ImportSource, PriceOptions } from "./import-source.ts";
import { parseAmount, toMinor } from "./parse-amount.ts";
import { parseStock } from "./parse-stock.ts";
import { runImport } from "./run-import.ts";

/** Stock or price of a product as a feed gives it. */
interface LiveFact {
  readonly productId: string;
  readonly stock?: number | null;
  readonly price?: number | null;
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

/** Fields of a stock file. */
export const stockFields: readonly ImportField[] = [
  idField,
  { ...catalogueFields.find((field) => field.field === "stock")!, required: true },
  { ...catalogueFields.find((field) => field.field === "price")!, title: "Live price" },
];

/**
 * Imports stock, and live prices where the file has some. A blank cell leaves what is known: a sold-out product does not
 * become sellable by one. JSON's `null` makes the stock unknown and ends the live price. Rows of products that are not in
 * the catalogue are rejected.
 */
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
            const said = (field: string) => {
              const cell = columns[field] === undefined ? undefined : row.values[columns[field]];
              const blank = typeof cell === "string" && cell.trim() === "";
              if (blank && !tally.replaying) tally.count("blankCellsLeftAsTheyWere");
              return blank ? undefined : cell;
            };
            const cell = said("stock");
            const stock = cell === undefined ? undefined : parseStock(cell);
            const priceText = said("price");
            const amount = priceText == null ? undefined : parseAmount(priceText);
            if (productId === "") tally.reject(row, "the row has no product id");
            else if (stock === undefined && cell !== undefined)
              tally.reject(row, `the stock "${value("stock")}" is no number`, "the stock is no number");
            else if (priceText != null && (amount === undefined || amount < 0))
              tally.reject(row, `the price "${priceText}" is no price`, "the price is no price");
            else {
              const price =
                amount === undefined
                  ? priceText === null
                    ? null
                    : undefined
                  : minor
                    ? Math.round(amount)
                    : toMinor(amount, options.currency);
              facts.set(row, {
                productId,
                ...(stock === undefined ? {} : { stock }),
                ...(price === undefined ? {} : { price }),
              });
            }
          }
          if (tally.replaying) return;
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
