import { AisleError } from "@aisle/runtime/errors";
import { type ImportField, mapColumns } from "./column-mapping.ts";
import { type ImportReport, type ImportStop, ImportTally } from "./import-report.ts";
import type { ImportOptions, ImportSource } from "./import-source.ts";
import { type ImportRow, type RecordFile, readRecords } from "./read-records.ts";

/** What an import does with the rows of a file whose columns are known. */
export interface RowHandler {
  /** Stores rows, in the order of the file. */
  store(rows: readonly ImportRow[]): Promise<void>;
  /** Called after the last row; `complete` is false when the import ended before the end of the file. */
  finish?(complete: boolean): Promise<void>;
}

const defaultBatchRows = 2000;

/**
 * Streams a file through a handler, batch by batch, each stored before the next is taken. Unreadable rows are reported
 * and passed over. Throws when nothing can be read at all; damage further on, and cancelling, end the import with a
 * report of what was stored.
 */
export async function runImport(
  source: ImportSource,
  options: ImportOptions,
  fields: (file: RecordFile) => readonly ImportField[],
  handlerOf: (columns: { readonly [field: string]: string }, tally: ImportTally) => RowHandler,
): Promise<ImportReport> {
  const counted = { bytes: 0 };
  const tally = new ImportTally(options.onReject);
  const file = await readRecords(source, counted);
  tally.columns = mapColumns(fields(file), file.columns, options.map);
  const handler = handlerOf(tally.columns, tally);
  const batchRows = options.batchRows ?? defaultBatchRows;
  let waiting: ImportRow[] = [];
  const store = async (count: number) => {
    const rows = waiting.slice(0, count);
    waiting = waiting.slice(count);
    await handler.store(rows);
    options.onProgress?.({
      rows: tally.read - waiting.length,
      rejected: tally.rejected,
      bytes: counted.bytes,
      totalBytes: source.totalBytes ?? null,
    });
  };
  const cancelled = () => options.signal?.aborted === true;
  let stopped: ImportStop | null = null;
  try {
    for await (const { rows, unreadable } of file.batches) {
      tally.read += rows.length + unreadable.length;
      for (const row of unreadable) tally.reject(row, row.reason);
      waiting.push(...rows);
      while (waiting.length >= batchRows && !cancelled()) await store(batchRows);
      if (cancelled()) break;
    }
  } catch (error) {
    stopped = stopOf(error, tally.read);
  }
  if (cancelled()) {
    // Rows that were read and not taken up count as not read.
    tally.read -= waiting.length;
    stopped = {
      code: "cancelled",
      message: "The import was cancelled; what was stored stays. Import the file again to go on.",
    };
  } else if (waiting.length > 0) await store(waiting.length);
  await handler.finish?.(stopped === null);
  return tally.report(stopped);
}

/** Damage of the file becomes part of the report; a failing database is thrown on. */
function stopOf(error: unknown, read: number): ImportStop {
  if (!(error instanceof AisleError)) throw error;
  if (error.code !== "import.unreadable" && error.code !== "import.encoding") throw error;
  if (read === 0) throw error;
  return { code: error.code, message: `${error.message} The rows before that are stored.` };
}
