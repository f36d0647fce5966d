import { AisleError } from "@aisle/runtime/errors";
import type { Json, JsonObject } from "@aisle/runtime/json";
import { type CsvRow, CsvRows } from "./csv-rows.ts";
import { type ByteCount, readText } from "./read-text.ts";
import { type TextLine, textLines } from "./text-lines.ts";

/** One row of an imported file: texts in CSV, any JSON in JSONL. */
export interface ImportRow {
  /** Line of the file, from 1, where it begins. */
  readonly line: number;
  readonly text: string;
  readonly values: { readonly [column: string]: Json };
}

export interface RecordBatch {
  readonly rows: readonly ImportRow[];
  readonly unreadable: readonly { readonly line: number; readonly text: string; readonly reason: string }[];
}

/** A file whose beginning was read. */
export interface RecordFile {
  readonly format: "csv" | "jsonl";
  /** All columns of a CSV file; of JSONL those of its first rows. */
  readonly columns: readonly string[];
  /** All rows, as they come. Can be read once. Throws `AisleError` where the file turns out to be damaged. */
  readonly batches: AsyncGenerator<RecordBatch>;
}

/** Reads the beginning of a CSV or JSONL file, gzip or not. Throws `import.unreadable` or `import.encoding`. */
export async function readRecords(
  source: { readonly fileName: string; readonly bytes: AsyncIterable<Uint8Array> },
  counted?: ByteCount,
): Promise<RecordFile> {
  const lines = textLines(readText(source.bytes, counted));
  const first: TextLine[] = [];
  while (!first.some((line) => line.text.trim() !== "")) {
    const next = await lines.next();
    if (next.done === true) throw new AisleError("import.unreadable", "The file is empty.");
    first.push(...next.value);
  }
  const start = first.findIndex((line) => line.text.trim() !== "");
  const head = first[start]!;
  const isJson = isJsonFile(source.fileName, head.text);
  if (isJson && head.text.trimStart().startsWith("["))
    throw new AisleError("import.unreadable", "The file is one JSON list; save it as JSONL, one object in each line.");
  if (isJson) return jsonlFile(first.slice(start), lines);
  return csvFile(first.slice(start), lines, /\.tsv(\.gz)?$/i.test(source.fileName));
}

function isJsonFile(fileName: string, head: string): boolean {
  if (/\.(jsonl|ndjson|json)(\.gz)?$/i.test(fileName)) return true;
  if (/\.(csv|tsv)(\.gz)?$/i.test(fileName)) return false;
  return /^\s*[{[]/.test(head);
}

async function jsonlFile(first: readonly TextLine[], rest: AsyncGenerator<readonly TextLine[]>): Promise<RecordFile> {
  const head = jsonRows(first);
  const columns = new Set(head.rows.slice(0, 500).flatMap((row) => Object.keys(row.values)));
  async function* batches() {
    yield head;
    for await (const lines of rest) yield jsonRows(lines);
  }
  return { format: "jsonl", columns: [...columns], batches: batches() };
}

function jsonRows(lines: readonly TextLine[]): RecordBatch {
  const rows: ImportRow[] = [];
  const unreadable: { line: number; text: string; reason: string }[] = [];
  for (const { line, text, cut } of lines) {
    if (!cut && text.trim() === "") continue;
    const values = cut ? undefined : parseObject(text);
    if (values === undefined)
      unreadable.push({ line, text, reason: cut ? "the row is longer than 1 MB" : "the row is not a JSON object" });
    else rows.push({ line, text, values });
  }
  return { rows, unreadable };
}

function parseObject(text: string): JsonObject | undefined {
  try {
    const value = JSON.parse(text) as Json;
    return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}

async function csvFile(
  first: readonly TextLine[],
  rest: AsyncGenerator<readonly TextLine[]>,
  tabs: boolean,
): Promise<RecordFile> {
  const delimiter = tabs ? "\t" : likelyDelimiter(first[0]!.text);
  const reader = new CsvRows(delimiter);
  let head = reader.read(first);
  while (head.length === 0) {
    const next = await rest.next();
    head = next.done === true ? reader.end() : reader.read(next.value);
    if (next.done === true && head.length === 0) throw new AisleError("import.unreadable", "The file has no header.");
  }
  if (head[0]!.problem !== undefined)
    throw new AisleError("import.unreadable", `The header cannot be read: ${head[0]!.problem}.`);
  const columns = distinct(head[0]!.fields.map((name) => name.trim()));
  async function* batches() {
    yield csvBatch(head.slice(1), columns);
    for await (const lines of rest) yield csvBatch(reader.read(lines), columns);
    yield csvBatch(reader.end(), columns);
  }
  return { format: "csv", columns, batches: batches() };
}

function csvBatch(found: readonly CsvRow[], columns: readonly string[]): RecordBatch {
  const rows: ImportRow[] = [];
  const unreadable: { line: number; text: string; reason: string }[] = [];
  for (const { line, text, fields, problem } of found) {
    if (problem !== undefined) unreadable.push({ line, text, reason: problem });
    else if (
      (fields.length !== columns.length && fields.slice(columns.length).some((field) => field !== "")) ||
      fields.length < columns.length
    ) {
      if (fields.every((field) => field.trim() === "")) continue;
      const reason = `the row has ${fields.length} columns, the header ${columns.length}`;
      unreadable.push({ line, text, reason });
    } else if (fields.some((field) => field.trim() !== "")) {
      const values: { [column: string]: string } = {};
      for (let i = 0; i < columns.length; i++) values[columns[i]!] = fields[i]!;
      rows.push({ line, text, values });
    }
  }
  return { rows, unreadable };
}

function likelyDelimiter(header: string): string {
  const plain = header.replace(/"[^"]*"/g, "");
  const counts = [",", ";", "\t", "|"].map((delimiter) => ({ delimiter, count: plain.split(delimiter).length }));
  return counts.reduce((best, one) => (one.count > best.count ? one : best)).delimiter;
}

/** Column names that differ: a second `name` becomes `name (2)`, one without a name `column 3`. */
function distinct(names: readonly string[]): readonly string[] {
  const seen = new Map<string, number>();
  return names.map((name, i) => {
    const own = name === "" ? `column ${i + 1}` : name;
    const count = (seen.get(own) ?? 0) + 1;
    seen.set(own, count);
    return count === 1 ? own : `${own} (${count})`;
  });
}
