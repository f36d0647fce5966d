import { CatalogueRows, catalogueFields, type ImportedProduct } from "./catalogue-row.ts";
import type { ImportReport } from "./import-report.ts";
import type { ImportOptions, ImportSource, PriceOptions } from "./import-source.ts";
import { runImport } from "./run-import.ts";

/** Where products go. */
export interface ProductSink {
  /** Inserts or replaces products by id, all or none. */
  upsert(
    workspaceId: string,
    products: readonly ImportedProduct[],
  ): Promise<{ readonly inserted: number; readonly updated: number; readonly unchanged: number }>;
}

export interface CatalogueImportDeps {
  readonly workspaceId: string;
  readonly catalogue: ProductSink;
}

/**
 * Imports products from CSV or JSONL, gzip or not. Columns that are no field become attributes. The same file again
 * changes nothing. Rows without id or title, with an unreadable price or stock, and second rows of an id are rejected.
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
      const reader = new CatalogueRows(columns, options);
      const lineOf = new Map<string, number>();
      return {
        async store(rows) {
          const products: ImportedProduct[] = [];
          for (const row of rows) {
            const product = reader.read(row);
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
            products.push(product);
          }
          const { inserted, updated, unchanged } = await catalogue.upsert(workspaceId, products);
          tally.stored += products.length;
          tally.count("inserted", inserted);
          tally.count("updated", updated);
          tally.count("unchanged", unchanged);
        },
      };
    },
  );
}
