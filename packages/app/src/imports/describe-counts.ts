import type { ImportReport } from "./import-report.ts";

/** One thing that an import counted, for a person. */
export interface DescribedCount {
  readonly label: string;
  readonly count: number;
}

const labels: { readonly [name: string]: string } = {
  inserted: "new",
  updated: "changed",
  unchanged: "unchanged",
  blankCellsLeftAsTheyWere: "blank cells, which left what was there",
  fieldsCleared: "fields cleared",
  gtinsLeftOut: "GTINs that are none and were left out",
  forSaleLeftOut: "rows that do not say whether the product is for sale",
  salesLeftOut: "sales left out, because a date of theirs cannot be read",
  timesShownTwice: "times without a zone that the clocks show twice, taken as the earlier",
  timesThatClocksSkip: "times without a zone that the clocks skip, moved forward by what they skip",
};

/** What an import counted beside its rows: what became of them, what was skipped and what was rejected, by reason. */
export function describeCounts({
  counts,
  skipped,
  reasons,
}: Partial<Pick<ImportReport, "counts" | "skipped" | "reasons">>): readonly DescribedCount[] {
  const of = (all: { readonly [name: string]: number } = {}, labelOf: (name: string) => string) =>
    Object.entries(all).map(([name, count]) => ({ label: labelOf(name), count }));
  return [
    ...of(counts, (name) => labels[name] ?? name.replace(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`)),
    ...of(skipped, (why) => `left out, ${why}`),
    ...of(reasons, (reason) => `rejected, ${reason}`),
  ];
}
