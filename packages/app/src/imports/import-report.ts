import { shortenText } from "@aisle/runtime/cut-text";

/** A row that was not stored, or not with all of its fields, as the report shows it. */
export interface RejectedRow {
  /** Line of the file, from 1, where the row begins. */
  readonly line: number;
  readonly reason: string;
  /** The row as it stands in the file, at most 300 characters of it. */
  readonly text: string;
}

/** Why an import ended before the end of its file. What was stored until then stays. */
export interface ImportStop {
  readonly code: "cancelled" | "import.unreadable" | "import.encoding";
  readonly message: string;
}

/** What became of an import. */
export interface ImportReport {
  /** Rows read, without the header. */
  readonly read: number;
  /** Rows that are in the database now, those that were there before included. */
  readonly stored: number;
  readonly rejected: number;
  /** Rows left out on purpose, by why, such as `cancellation`. */
  readonly skipped: { readonly [why: string]: number };
  /** How often each kind of reason occurred. */
  readonly reasons: { readonly [reason: string]: number };
  /** The first hundred. */
  readonly rejectedRows: readonly RejectedRow[];
  /** What was counted on the way, such as `inserted`, `unchanged`, `events` or `productsCreated`. */
  readonly counts: { readonly [name: string]: number };
  /** Which column was read for which field. */
  readonly columns: { readonly [field: string]: string };
  readonly stopped: ImportStop | null;
  readonly durationMs: number;
}

const shownRows = 100;
const shownCharacters = 300;
const maxReasons = 100;

/** What a tally has counted, as JSON. */
export type TallySnapshot = Omit<ImportReport, "columns" | "stopped">;

/** Counts for a report while an import runs; while it replays the rows of an earlier run, that run's counts stand. */
export class ImportTally {
  read = 0;
  stored = 0;
  rejected = 0;
  columns: { readonly [field: string]: string } = {};
  readonly #startedAt = performance.now();
  readonly #skipped = new Map<string, number>();
  readonly #reasons = new Map<string, number>();
  readonly #counts = new Map<string, number>();
  readonly #rows: RejectedRow[] = [];
  readonly #onReject: ((row: RejectedRow) => void) | undefined;

  #resume: TallySnapshot | undefined;
  #durationMs = 0;

  constructor(onReject?: (row: RejectedRow) => void, resume?: TallySnapshot) {
    this.#onReject = onReject;
    this.#resume = resume;
  }

  /** Whether the rows are those of an earlier run: read for what they imply for later ones, and stored already. */
  get replaying(): boolean {
    return this.#resume !== undefined;
  }

  /** Goes on with the earlier run's counts in place of those made from its rows. */
  goOn(): void {
    const before = this.#resume;
    if (before === undefined) return;
    this.#resume = undefined;
    this.read = before.read;
    this.stored = before.stored;
    this.rejected = before.rejected;
    this.#durationMs = before.durationMs;
    this.#rows.splice(0, this.#rows.length, ...before.rejectedRows);
    for (const [counts, then] of [
      [this.#skipped, before.skipped],
      [this.#reasons, before.reasons],
      [this.#counts, before.counts],
    ] as const) {
      counts.clear();
      for (const [name, count] of Object.entries(then)) counts.set(name, count);
    }
  }

  /** `reason` may name the value; `kind` is what reasons are counted by. */
  reject(row: { readonly line: number; readonly text: string }, reason: string, kind = reason): void {
    this.rejected++;
    const known = this.#reasons.has(kind) || this.#reasons.size < maxReasons;
    add(this.#reasons, known ? shortenText(kind, shownCharacters) : "other reasons", 1);
    this.#show(row, reason);
  }

  /** Notes a field of a row that is stored without it; `name` is what such fields are counted by. */
  leaveOut(row: { readonly line: number; readonly text: string }, name: string, reason: string): void {
    this.count(name);
    this.#show(row, reason);
  }

  #show(row: { readonly line: number; readonly text: string }, reason: string): void {
    const shown = {
      line: row.line,
      reason: shortenText(reason, shownCharacters),
      text: shortenText(row.text, shownCharacters),
    };
    if (this.#rows.length < shownRows) this.#rows.push(shown);
    this.#hear(shown);
  }

  /** Counts a row that is left out on purpose; the full report lists it beside the rejected ones. */
  skip(why: string, row: { readonly line: number; readonly text: string }): void {
    add(this.#skipped, why, 1);
    this.#hear({ line: row.line, reason: `left out: ${why}`, text: shortenText(row.text, shownCharacters) });
  }

  #hear(row: RejectedRow): void {
    if (!this.replaying) this.#onReject?.(row);
  }

  /** Counts a time without a zone that a change of the clocks makes doubtful. */
  readonly doubtTime = (doubt: "twice" | "skipped"): void => {
    this.count(doubt === "twice" ? "timesShownTwice" : "timesThatClocksSkip");
  };

  count(name: string, by = 1): void {
    add(this.#counts, name, by);
  }

  report(stopped: ImportStop | null): ImportReport {
    return { ...this.snapshot(), columns: this.columns, stopped };
  }

  snapshot(): TallySnapshot {
    return {
      read: this.read,
      stored: this.stored,
      rejected: this.rejected,
      skipped: Object.fromEntries(this.#skipped),
      reasons: Object.fromEntries(this.#reasons),
      rejectedRows: [...this.#rows],
      counts: Object.fromEntries(this.#counts),
      durationMs: Math.round(this.#durationMs + performance.now() - this.#startedAt),
    };
  }
}

function add(counts: Map<string, number>, name: string, by: number): void {
  counts.set(name, (counts.get(name) ?? 0) + by);
}

/** The head of a file of rejected rows. */
export const rejectedRowsHeader = "line,reason,row\n";

/** A rejected row as a line of CSV for that file. */
export function rejectedRowLine({ line, reason, text }: RejectedRow): string {
  return `${line},${quoted(reason)},${quoted(text)}\n`;
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""').replace(/[\r\n]+/g, " ")}"`;
}
