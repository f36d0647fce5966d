import type { Problem } from "@aisle/runtime/compile/problem";

export interface JobRow {
  readonly id: string;
  readonly title: string;
  readonly kind: "import" | "publish" | "index" | "sample-shop" | "other";
  readonly state: "waiting" | "active" | "done" | "failed";
  /** `total` is null while unknown. */
  readonly progress: {
    readonly done: number;
    readonly total: number | null;
    readonly unit: string;
    readonly words: string;
  } | null;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly error: { readonly message: string; readonly help: string } | null;
}

export interface JobDetail extends JobRow {
  readonly import?: {
    readonly read: number;
    readonly stored: number;
    readonly rejected: number;
    /** The first hundred. */
    readonly rejectedRows: readonly { readonly line: number; readonly reason: string; readonly text: string }[];
    /** What became of the demo shop, which live endpoints answered with it, and why an import ended early. */
    readonly about: readonly string[];
    /** What was counted (new, unchanged, cleared, …), and below it which column was read for which field. */
    readonly counted: readonly { readonly label: string; readonly count: number }[];
    readonly columns: { readonly [field: string]: string };
  };
  /** The experiment that a file was made into. */
  readonly experiment?: {
    readonly id: string;
    readonly key: string;
    readonly name: string;
    readonly rows: number;
    readonly rejected: number;
    /** The first hundred. */
    readonly rejectedRows: readonly { readonly line: number; readonly reason: string }[];
  };
  readonly publish?: {
    readonly versionId: string;
    readonly number: number;
    readonly slug: string;
    readonly problems: readonly Problem[];
    readonly samples: readonly {
      readonly title: string;
      readonly ok: boolean;
      readonly words: string;
      readonly totalMs: number;
    }[];
  };
}
