import { catalogueFields } from "./catalogue-fields.ts";
import { CatalogueRows, type ImportedProduct, type LeftOutField } from "./catalogue-row.ts";
import type { ImportReport } from "./import-report.ts";
import type { ImportOptions, ImportSource, PriceOptions } from "./import-source.ts";
import type { ImportRow } from "./read-records.ts";
import { runImport } from "./run-import.ts";

/** Where products go. */
export interface ProductSink {
  /** Inserts or changes products by id, all or none; what a product leaves out stays as it is. */
  upsert(workspaceId: string, products: readonly ImportedProduct[]): Promise<ProductsStored>;
  /** Those of these products that are there, with the currency that each has. */
  currencies(workspaceId: string, ids: readonly string[]): Promise<ReadonlyMap<string, string | null>>;
}

export interface ProductsStored {
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
  /** Blank cells that left what was known, and fields that lost it. */
  readonly blanksIgnored: number;
  readonly cleared: number;
  /** Ids of new products without a title: not stored. */
  readonly untitled: readonly string[];
}

export interface CatalogueImportDeps {
  readonly workspaceId: string;
  readonly catalogue: ProductSink;
}

/**
 * Imports products from CSV or JSONL, gzip or not. Columns that are no field become attributes. A column that the file does
 * not have, and a blank cell, leave what is known; a blank sale price, compare-at price or date and JSON's `null` clear it.
 * A GTIN with a wrong check digit is left out and said; the product is stored. The same file again changes nothing. Rows without id, new products without a title, rows with an unreadable price or stock, and second rows of an id are rejected.
 */
export function importCatalogue(
  source: ImportSource,
  options: ImportOptions & PriceOptions,
  { workspaceId, catalogue }: CatalogueImportDeps,
): Promise<ImportReport> {
  return runImport(
    source,
    options,
    () => catalogueFields,
    (columns, tally) => {
      const reader = new CatalogueRows(columns, options, tally.doubtTime);
      const lineOf = new Map<string, number>();
      return {
        async store(rows) {
          const products: ImportedProduct[] = [];
          const rowOf = new Map<string, ImportRow>();
          const asked = rows.filter((row) => reader.needsKnown(row));
          const ids = asked.flatMap((row) => reader.idOf(row) ?? []);
          const known = ids.length === 0 ? undefined : await catalogue.currencies(workspaceId, ids);
          for (const row of rows) {
            const leftOut: LeftOutField[] = [];
            const product = reader.read(row, known?.get(reader.idOf(row) ?? ""), (field) => leftOut.push(field));
            if ("reason" in product) {
              tally.reject(row, product.reason, product.kind);
              continue;
            }
            const before = lineOf.get(product.id);
            if (before !== undefined) {
              tally.reject(
                row,
                `the id ${product.id} stands in line ${before} already`,
                "the id stands in an earlier line",
              );
              continue;
            }
            lineOf.set(product.id, row.line);
            for (const { count, reason } of leftOut) tally.leaveOut(row, count, reason);
            rowOf.set(product.id, row);
            products.push(product);
          }
          if (tally.replaying) return;
          const { inserted, updated, unchanged, blanksIgnored, cleared, untitled } = await catalogue.upsert(
            workspaceId,
            products,
          );
          for (const id of untitled) tally.reject(rowOf.get(id)!, "the product has no title");
          tally.stored += products.length - untitled.length;
          tally.count("inserted", inserted);
          tally.count("updated", updated);
          tally.count("unchanged", unchanged);
          if (blanksIgnored > 0) tally.count("blankCellsLeftAsTheyWere", blanksIgnored);
          if (cleared > 0) tally.count("fieldsCleared", cleared);
        },
      };
    },
  );
}
