import { dataFolder, readTable } from "./read-table.ts";

/** The four kinds of series in the M3 competition. */
export const m3Periods = { YEARLY: 1, QUARTERLY: 4, MONTHLY: 12, OTHER: 1 } as const;

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
 * which win. A truth file with series that the data set lacks replaces it altogether.
 */
export function m3Series(truthFile: string | undefined): M3Series[] {
  const visible = readTable(`${dataFolder}/demand-m3/series.csv.gz`).map(seriesOf);
  if (truthFile === undefined) return visible;
  const truth = readTable(truthFile).map(seriesOf);
  const ids = new Set(visible.map((series) => series.id));
  if (truth.some((series) => !ids.has(series.id))) return truth;
  const futures = new Map(truth.map((series) => [series.id, series.future]));
  return visible.map((series) => ({ ...series, future: futures.get(series.id) ?? series.future }));
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
