/** The lift of one arm by day, drawn with its interval; relative to the control, 0.05 is +5 %. */
export interface ReportChart {
  readonly kind: "chart";
  readonly title: string;
  /** Oldest first; a bound that is not there is open. */
  readonly points: readonly {
    readonly label: string;
    readonly low: number | null;
    readonly estimate: number;
    readonly high: number | null;
  }[];
}

export interface ReportTable {
  readonly kind: "table";
  readonly head: readonly string[];
  /** Texts, a line break between what stands under each other. */
  readonly rows: readonly (readonly string[])[];
  /** Columns of numbers, which stand to the right. */
  readonly numbers?: readonly number[];
  /** How wide columns are against each other; all the same where it is absent. */
  readonly widths?: readonly number[];
}

/** A part of a report that is read without the studio. Texts are plain: whoever draws them escapes them. */
export type ReportBlock =
  | { readonly kind: "title" | "heading" | "lead" | "verdict" | "text" | "quiet" | "warning"; readonly text: string }
  | { readonly kind: "list"; readonly items: readonly string[] }
  | ReportTable
  | ReportChart;

/** A report of a page or so, to be sent and printed. */
export interface Report {
  readonly title: string;
  readonly blocks: readonly ReportBlock[];
}

/** A file of a report. */
export type ReportFormat = "html" | "pdf";
