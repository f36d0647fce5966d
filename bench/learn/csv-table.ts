import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { parse } from "csv-parse/sync";

/** Path of a file of the data sets beside the project, or an error that says where it should be. */
export function dataFile(name: string): string {
  const path = `../shared/data/${name}`;
  if (!existsSync(path))
    throw new Error(`The data set is absent: this bench reads ${path}, relative to the root of the project.`);
  return path;
}

/** The text of a file, gzipped or not, whatever its name ends in. Throws where there is no such file. */
export function fileText(path: string): string {
  if (!existsSync(path)) throw new Error(`There is no file ${path}; paths are relative to the root of the project.`);
  const bytes = readFileSync(path);
  return (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString("utf8");
}

/**
 * A CSV file (gzipped or not, fields quoted or not) as columns of text by name; absent fields are empty. Throws where it
 * lacks one of the `needed` columns, and says which it has.
 */
export function readCsvColumns<Name extends string = string>(
  path: string,
  needed: readonly Name[] = [],
): Record<Name, string[]> & Record<string, string[]> {
  const [names = [], ...rows] = parse(fileText(path), {
    bom: true,
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
    record_delimiter: ["\r\n", "\n"],
  }) as string[][];
  const known = names.map((name) => name.trim());
  const missing = needed.filter((name) => !known.includes(name));
  if (missing.length > 0)
    throw new Error(`${path} lacks the column ${missing.join(", ")}. It has ${known.join(", ") || "none"}.`);
  return Object.fromEntries(known.map((name, j) => [name, rows.map((row) => row[j] ?? "")])) as ReturnType<
    typeof readCsvColumns<Name>
  >;
}

/** The value after `--name` among the arguments, if it is there. Throws where the name stands without a value. */
export function option(args: readonly string[], name: string): string | undefined {
  const at = args.indexOf(`--${name}`);
  if (at < 0) return undefined;
  const value = args[at + 1];
  if (value === undefined || value.startsWith("--")) throw new Error(`--${name} wants a value after it.`);
  return value;
}
