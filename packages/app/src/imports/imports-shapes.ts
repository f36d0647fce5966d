import { z } from "zod";

export const importKind = z.enum(["catalog", "events", "stock"]);
export type ImportKind = z.infer<typeof importKind>;

/** What the first part of a file looks like, before it is imported. */
export interface FileInspection {
  readonly format: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Every field that this kind of import knows, with the column found for it. */
  readonly fields: readonly {
    readonly field: string;
    readonly title: string;
    readonly required: boolean;
    readonly column: string | null;
  }[];
}
