import type { Json } from "@aisle/runtime/json";
import type { TablePreview } from "../api/outputs.ts";
import style from "./data-previews.module.css";

const cellLabel = (cell: Json | undefined) =>
  cell === null || cell === undefined ? "–" : typeof cell === "object" ? JSON.stringify(cell) : String(cell);

/** The first rows of a table; numbers stand right. */
export function TableRows({
  preview,
  rows,
  columns = preview.columns.length,
}: {
  readonly preview: TablePreview;
  readonly rows: number;
  readonly columns?: number;
}) {
  const isNumber = preview.profiles.map((profile) => profile.type === "number");
  const shown = preview.rows.slice(0, rows).map((row, at) => ({ row: row.slice(0, columns), key: `row-${at}` }));
  return (
    <div className={style.tableRoom} {...(rows > 3 ? { tabIndex: 0, role: "region", "aria-label": "Rows" } : {})}>
      <table className={style.table}>
        <thead>
          <tr>
            {preview.columns.slice(0, columns).map((column, at) => (
              <th key={column} className={isNumber[at] ? "right" : ""}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map(({ row, key }) => (
            <tr key={key}>
              {row.map((cell, at) => (
                <td key={preview.columns[at]} className={isNumber[at] ? "right" : ""}>
                  {cellLabel(cell)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
