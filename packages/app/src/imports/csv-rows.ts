import { parse } from "csv-parse/sync";
import { maxRowLength, type TextLine } from "./text-lines.ts";

/** A row of a CSV file: its fields, or why it has none. */
export interface CsvRow {
  readonly line: number;
  readonly text: string;
  readonly fields: readonly string[];
  readonly problem?: string;
}

interface RawRow {
  readonly line: number;
  readonly text: string;
  readonly problem?: string;
}

const maxRecordLines = 500;

/**
 * Finds the rows in the lines of a CSV file (RFC 4180: a quoted field may hold line ends) and their fields. A quote that
 * is never closed costs the line it stands on, and none of those after it.
 */
export class CsvRows {
  readonly #delimiter: string;
  #open: TextLine[] = [];
  #openLength = 0;
  #quoted = false;

  constructor(delimiter: string) {
    this.#delimiter = delimiter;
  }

  /** The rows that end in these lines; empty ones are left out. */
  read(lines: readonly TextLine[]): readonly CsvRow[] {
    return fieldsOf(this.#rows(lines), this.#delimiter);
  }

  /** What is left after the last line. */
  end(): readonly CsvRow[] {
    const rows: RawRow[] = [];
    while (this.#open.length > 0) rows.push(...this.#giveUp());
    return fieldsOf(rows, this.#delimiter);
  }

  #rows(lines: readonly TextLine[]): RawRow[] {
    const rows: RawRow[] = [];
    for (const line of lines) {
      if (line.cut) {
        while (this.#open.length > 0) rows.push(...this.#giveUp());
        rows.push({ line: line.line, text: line.text, problem: "the row is longer than 1 MB" });
        continue;
      }
      this.#open.push(line);
      this.#openLength += line.text.length + 1;
      this.#quoted = endsInQuotes(line.text, this.#delimiter, this.#quoted);
      if (!this.#quoted) {
        const [first] = this.#open;
        const text = this.#open.length === 1 ? first!.text : this.#open.map((one) => one.text).join("\n");
        if (text.trim() !== "") rows.push({ line: first!.line, text });
        this.#empty();
      } else if (this.#open.length > maxRecordLines || this.#openLength > maxRowLength) rows.push(...this.#giveUp());
    }
    return rows;
  }

  /** Takes the first of the open lines for lost, and reads those after it afresh. */
  #giveUp(): RawRow[] {
    const [first, ...rest] = this.#open;
    this.#empty();
    const lost = { line: first!.line, text: first!.text, problem: "a quote is opened in this row and not closed" };
    return [lost, ...this.#rows(rest)];
  }

  #empty(): void {
    this.#open = [];
    this.#openLength = 0;
    this.#quoted = false;
  }
}

/** Whether a quoted field is still open at the end of a line. A quote opens a field only where the field begins. */
function endsInQuotes(text: string, delimiter: string, quoted: boolean): boolean {
  if (!text.includes('"')) return quoted;
  let open = quoted;
  let fieldStart = !quoted;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (open) {
      if (char !== '"') continue;
      if (text[i + 1] === '"') i++;
      else open = false;
    } else if (char === '"' && fieldStart) {
      open = true;
      fieldStart = false;
    } else fieldStart = char === delimiter;
  }
  return open;
}

function fieldsOf(rows: readonly RawRow[], delimiter: string): readonly CsvRow[] {
  const good = rows.filter((row) => row.problem === undefined);
  const parsed = parseRows(good.map((row) => row.text).join("\n"), delimiter);
  const whole = parsed?.length === good.length ? parsed : undefined;
  let next = 0;
  return rows.map((row) => {
    if (row.problem !== undefined) return { ...row, fields: [] };
    const fields = whole === undefined ? onlyRow(row.text, delimiter) : whole[next++];
    return fields === undefined ? { ...row, fields: [], problem: "the row cannot be read as CSV" } : { ...row, fields };
  });
}

function onlyRow(text: string, delimiter: string): readonly string[] | undefined {
  const parsed = parseRows(text, delimiter);
  return parsed?.length === 1 ? parsed[0] : undefined;
}

function parseRows(text: string, delimiter: string): readonly (readonly string[])[] | undefined {
  if (text === "") return [];
  try {
    return parse(text, { delimiter, relax_column_count: true, relax_quotes: true, record_delimiter: "\n" });
  } catch {
    return undefined;
  }
}
