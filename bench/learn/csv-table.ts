import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

/** Path of a file of the data sets beside the project, or an error that says where it should be. */
export function dataFile(name: string): string {
  const path = `../shared/data/${name}`;
  if (!existsSync(path))
    throw new Error(`The data set is absent: this bench reads ${path}, relative to the root of the project.`);
  return path;
}

/** A CSV file without quoted commas (gzipped or not) as columns of text by name. */
export function readCsvColumns(path: string): Record<string, string[]> {
  const bytes = readFileSync(path);
  const text = (path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
  const lines = text.split(/\r?\n/).filter((line) => line !== "");
  const names = lines[0]!.split(",");
  const columns: string[][] = names.map(() => []);
  for (const line of lines.slice(1)) {
    const cells = line.split(",");
    for (const [j, column] of columns.entries()) column.push(cells[j] ?? "");
  }
  return Object.fromEntries(names.map((name, j) => [name, columns[j]!]));
}

/** The value after `--name` among the arguments, if it is there. */
export function option(args: readonly string[], name: string): string | undefined {
  const at = args.indexOf(`--${name}`);
  return at < 0 ? undefined : args[at + 1];
}
