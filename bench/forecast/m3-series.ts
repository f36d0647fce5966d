import { dataFolder, readTable } from "./read-table.ts";

/** The four kinds of series in the M3 competition. */
export const m3Periods = { YEARLY: 1, QUARTERLY: 4, MONTHLY: 12, OTHER: 1 } as const;

const columns = ["series", "period", "h", "history", "future"];

export interface M3Series {
  readonly id: string;
  readonly kind: keyof typeof m3Periods;
  readonly history: Float64Array;
  readonly horizon: number;
  /** What came after the history; undefined where it is not known. */
  readonly future: Float64Array | undefined;
}

/**
 * The M3 series with every future that is known: those of the data set, and those of a truth file in the same columns,
 * which win. For series of the data set the file needs `series` and `future` alone. A truth file with series that the
 * data set lacks replaces it altogether. Throws where a column is absent or no future is known.
 */
export function m3Series(truthFile: string | undefined): M3Series[] {
  const visible = readTable(`${dataFolder}/demand-m3/series.csv.gz`, columns).map(seriesOf);
  return truthFile === undefined ? visible : withFutures(visible, truthFile);
}

/** Series with the futures of a truth file; see `m3Series`. */
export function withFutures(visible: readonly M3Series[], truthFile: string): M3Series[] {
  const rows = readTable(truthFile, ["series", "future"]);
  const ids = new Set(visible.map((series) => series.id));
  if (rows.some(({ series = "" }) => !ids.has(series))) return readTable(truthFile, columns).map(seriesOf);
  const futures = new Map(rows.map(({ series = "", future }) => [series, numbers(future)]));
  return visible.map((series) => {
    const future = futures.get(series.id);
    return future && future.length > 0 ? { ...series, future } : series;
  });
}

function seriesOf(row: Record<string, string>): M3Series {
  const kind = row.period as keyof typeof m3Periods;
  if (!Object.hasOwn(m3Periods, kind)) throw new Error(`Series ${row.series} has the unknown period ${row.period}.`);
  const future = numbers(row.future);
  return {
    id: row.series ?? "",
    kind,
    history: numbers(row.history),
    horizon: Number(row.h),
    future: future.length > 0 ? future : undefined,
  };
}

function numbers(text = ""): Float64Array {
  return Float64Array.from(text.trim() === "" ? [] : text.trim().split(/\s+/).map(Number));
}
