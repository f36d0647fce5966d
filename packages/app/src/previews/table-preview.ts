import type { PortValues } from "@aisle/runtime/node-sdk/port-type";
import { columnProfile } from "./column-profile.ts";
import { cutJson } from "./json-preview.ts";
import type { Preview } from "./preview.ts";

const rowsShown = 50;
const columnsShown = 30;

/** The first rows of a table, and what each of its columns holds. */
export function previewTable({ columns, rows }: PortValues["Table"]): Preview {
  const shown = columns.slice(0, columnsShown);
  return {
    kind: "table",
    columns: shown,
    rows: rows.slice(0, rowsShown).map((row) => row.slice(0, columnsShown).map((cell) => cutJson(cell).json)),
    count: rows.length,
    profiles: shown.map((name, at) =>
      columnProfile(
        name,
        rows.map((row) => row[at]),
      ),
    ),
  };
}
