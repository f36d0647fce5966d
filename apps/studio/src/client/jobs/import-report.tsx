import type { JobDetail } from "../api/outputs.ts";
import { humanField } from "../catalogue/human-field.ts";
import { count, counted } from "../ui/format.ts";
import ui from "../ui/ui.module.css";
import style from "./import-report.module.css";

/** A field's name within a sentence: `sale price`, `GTIN`. */
const fieldWords = (field: string) => (field === "gtin" ? "GTIN" : humanField(field).toLowerCase());

/** What became of an imported file: its rows, what they changed, and the rejected ones with their reasons. */
export function ImportReport({ report }: { readonly report: NonNullable<JobDetail["import"]> }) {
  const columns = Object.entries(report.columns);
  return (
    <section aria-label="Import report" className={style.report}>
      <p>
        Read {counted(report.read, "row")}, stored {count(report.stored)},{" "}
        {report.rejected === 0 ? "rejected none." : `rejected ${count(report.rejected)}.`}
      </p>
      {report.about.map((line) => (
        <p key={line}>{line}</p>
      ))}
      {report.counted.length > 0 && (
        <dl className={style.counts}>
          {report.counted.map((one) => (
            <div key={one.label}>
              <dt>{one.label}</dt>
              <dd>{count(one.count)}</dd>
            </div>
          ))}
        </dl>
      )}
      {columns.length > 0 && (
        <p className="muted">
          Columns read: {columns.map(([field, column]) => `${fieldWords(field)} from “${column}”`).join(", ")}.
        </p>
      )}
      {report.rejectedRows.length > 0 && (
        <div className={ui.scroll} style={{ maxHeight: 320 }}>
          <table>
            <thead>
              <tr>
                <th className="right">Line</th>
                <th>Why</th>
                <th>Row</th>
              </tr>
            </thead>
            <tbody>
              {report.rejectedRows.map((row) => (
                <tr key={row.line}>
                  <td className="right">{count(row.line)}</td>
                  <td>{row.reason}</td>
                  <td className="muted clip" style={{ maxWidth: 420 }} title={row.text}>
                    {row.text}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
