import { AisleError } from "@aisle/runtime/errors";
import { type ImportField, mapColumns } from "./column-mapping.ts";
import { type ImportReport, type ImportStop, ImportTally } from "./import-report.ts";
import type { ImportOptions, ImportSource } from "./import-source.ts";
import { type ImportRow, type RecordBatch, type RecordFile, readRecords } from "./read-records.ts";

/** What an import does with the rows of a file whose columns are known. */
export interface RowHandler {
  /** Stores rows, in the order of the file. */
  store(rows: readonly ImportRow[]): Promise<void>;
  /** Called after the last row; `complete` is false when the import ended before the end of the file. */
  finish?(complete: boolean): Promise<void>;
}

const defaultBatchRows = 2000;

type FileRow = ImportRow | RecordBatch["unreadable"][number];

/**
 * Streams a file through a handler, batch by batch, each stored before the next is taken. Unreadable rows are reported
 * and skipped. With `resume` the rows of earlier runs are read again, so that the handler knows what it knew, and are not
 * stored again: the batches of a file are the same in every run. Throws when nothing can be read at all; damage further on, and cancelling, end the import with a
 * report of what was stored.
 */
export async function runImport(
  source: ImportSource,
  options: ImportOptions,
  fields: (file: RecordFile) => readonly ImportField[],
  handlerOf: (columns: { readonly [field: string]: string }, tally: ImportTally) => RowHandler,
): Promise<ImportReport> {
  const counted = { bytes: 0 };
  const { resume } = options;
  const tally = new ImportTally(options.onReject, resume?.tally);
  const file = await readRecords(source, counted);
  tally.columns = mapColumns(fields(file), file.columns, options.map);
  const handler = handlerOf(tally.columns, tally);
  const batchRows = options.batchRows ?? defaultBatchRows;
  let waiting: FileRow[] = [];
  let done = 0;
  const store = async (count: number) => {
    const rows = waiting.slice(0, count);
    waiting = waiting.slice(count);
    tally.read += rows.length;
    for (const row of rows) if ("reason" in row) tally.reject(row, row.reason);
    await handler.store(rows.flatMap((row) => ("reason" in row ? [] : [row])));
    done += rows.length;
    if (!tally.replaying) await options.onStored?.({ rows: done, tally: tally.snapshot() });
    else if (done >= (resume?.rows ?? 0)) tally.goOn();
    options.onProgress?.({
      rows: done,
      rejected: tally.rejected,
      bytes: counted.bytes,
      totalBytes: source.totalBytes ?? null,
    });
  };
  const cancelled = () => options.signal?.aborted === true;
  let stopped: ImportStop | null = null;
  try {
    for await (const { rows, unreadable } of file.batches) {
      waiting.push(...inOrder(rows, unreadable));
      while (waiting.length >= batchRows && !cancelled()) await store(batchRows);
      if (cancelled()) break;
    }
  } catch (error) {
    stopped = stopOf(error, done + waiting.length);
  }
  if (cancelled()) {
    stopped = {
      code: "cancelled",
      message: "The import was cancelled; what was stored stays. Import the file again to go on.",
    };
  } else if (waiting.length > 0) await store(waiting.length);
  tally.goOn();
  await handler.finish?.(stopped === null);
  return tally.report(stopped);
}

/** Rows as they stand in the file, so that a run that was interrupted can be gone on with from the same place. */
function inOrder(rows: RecordBatch["rows"], unreadable: RecordBatch["unreadable"]): readonly FileRow[] {
  return unreadable.length === 0 ? rows : [...rows, ...unreadable].sort((a, b) => a.line - b.line);
}

/** Damage of the file becomes part of the report; a failing database is thrown on. */
function stopOf(error: unknown, read: number): ImportStop {
  if (!(error instanceof AisleError)) throw error;
  if (error.code !== "import.unreadable" && error.code !== "import.encoding") throw error;
  if (read === 0) throw error;
  return { code: error.code, message: `${error.message} The rows before that are stored.` };
}
