import type { RejectedRow, TallySnapshot } from "./import-report.ts";

/** A file that comes in as a stream. */
export interface ImportSource {
  /** Tells the format by its ending: .csv .tsv .txt .jsonl .ndjson .json, each also with .gz. */
  readonly fileName: string;
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Size of the file where it is known, for progress. */
  readonly totalBytes?: number;
}

/** How far an import is; `rows` are those done, `bytes` those read of the file as it was sent. */
export interface ImportProgress {
  readonly rows: number;
  readonly rejected: number;
  readonly bytes: number;
  readonly totalBytes: number | null;
}

/** How far an import has stored its file: what a later run goes on from. */
export interface ImportCheckpoint {
  /** Rows of the file, unreadable ones included. */
  readonly rows: number;
  readonly tally: TallySnapshot;
}

/** Options of every import. */
export interface ImportOptions {
  /** Field → column, in place of the guesses. */
  readonly map?: { readonly [field: string]: string };
  /** IANA zone of times that name none; UTC by default. */
  readonly timeZone?: string;
  /** Rows stored at once; 2,000 by default. */
  readonly batchRows?: number;
  /** Ends the import after the batch that is under way; what is stored stays. */
  readonly signal?: AbortSignal;
  /** Goes on from there; needs the same file, map and `batchRows`. */
  readonly resume?: ImportCheckpoint;
  /** Called after every batch that was stored; the next one waits for it. */
  readonly onStored?: (checkpoint: ImportCheckpoint) => Promise<void>;
  /** Called after every batch. */
  readonly onProgress?: (progress: ImportProgress) => void;
  /** Hears of every row that is rejected, or left out on purpose. */
  readonly onReject?: (row: RejectedRow) => void;
}

/** Further options of imports of prices. */
export interface PriceOptions {
  /** Whether prices stand in minor units (cents) or major ones; major by default, unless a column's name says so. */
  readonly priceUnit?: "minor" | "major";
  /** ISO 4217 code of prices without a currency of their own. */
  readonly currency?: string;
}
