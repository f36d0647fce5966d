import { catalogueFields } from "./catalogue-fields.ts";
import { guessColumns, type ImportField } from "./column-mapping.ts";
import { eventFields } from "./event-row.ts";
import { stockFields } from "./import-stock.ts";
import type { FileInspection, ImportKind } from "./imports-shapes.ts";
import { areInvoices, invoiceFields } from "./invoice-rows.ts";
import { type ImportRow, type RecordFile, readRecords } from "./read-records.ts";
import { areTracked, trackedFields } from "./tracked-events.ts";

const shownRows = 20;

/**
 * What the first bytes of a file look like, and which column would be read for which field. The bytes may end anywhere.
 * Throws `import.unreadable` or `import.encoding` where nothing can be read.
 */
export async function inspectFile(kind: ImportKind, fileName: string, head: Uint8Array): Promise<FileInspection> {
  async function* bytes() {
    yield head;
  }
  const file = await readRecords({ fileName, bytes: bytes() });
  const rows: ImportRow[] = [];
  try {
    for await (const batch of file.batches) {
      rows.push(...batch.rows);
      if (rows.length >= shownRows) break;
    }
  } catch (error) {
    // The head of a file ends in the middle of something as a rule.
    if (rows.length === 0) throw error;
  }
  const fields = fieldsOf(kind, file);
  const guessed = guessColumns(fields, file.columns);
  const shown = (value: unknown) => (typeof value === "string" ? value : value == null ? "" : JSON.stringify(value));
  return {
    format: `${file.format === "csv" ? "CSV" : "JSONL"}${head[0] === 0x1f && head[1] === 0x8b ? ", gzip" : ""}`,
    columns: file.columns,
    rows: rows.slice(0, shownRows).map((row) => file.columns.map((column) => shown(row.values[column]))),
    fields: fields.map(({ field, title, required }) => ({ field, title, required, column: guessed[field] ?? null })),
  };
}

function fieldsOf(kind: ImportKind, { format, columns }: RecordFile): readonly ImportField[] {
  if (kind === "catalog") return catalogueFields;
  if (kind === "stock") return stockFields;
  if (areTracked(format, columns)) return trackedFields;
  return areInvoices(columns) ? invoiceFields : eventFields;
}
