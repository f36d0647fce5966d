import { readCsvColumns } from "../learn/csv-table.ts";

/** Where the optional data sets lie, seen from the repository's root, in which benches run. */
export const dataFolder = "../shared/data";

/** The rows of a CSV file, each a record by column name. Throws where one of the `needed` columns is absent. */
export function readTable(path: string, needed: readonly string[] = []): Record<string, string>[] {
  const columns = Object.entries(readCsvColumns(path, needed));
  const rows = columns[0]?.[1].length ?? 0;
  return Array.from({ length: rows }, (_, i) =>
    Object.fromEntries(columns.map(([name, values]) => [name, values[i]!])),
  );
}

/** Peak memory of this process so far, in megabytes. */
export function peakMemoryMb(): number {
  return Math.round(process.resourceUsage().maxRSS / 1024);
}
