import type { MetricPreview } from "../../../server/experiment-types.ts";
import { DayBars } from "../../ui/day-bars.tsx";
import { count } from "../../ui/format.ts";
import style from "../planning/planning.module.css";
import { dayLabel } from "../readout/lift-series.ts";

/** Rows that a metric counts, by day; the table for screen readers stands beside it, unseen. */
export function PreviewChart({ days }: { readonly days: MetricPreview["days"] }) {
  return (
    <div className={style.curve}>
      <div aria-hidden style={{ height: "100%" }}>
        <DayBars rows={days} bars={[{ key: "rows", name: "rows" }]} labelDay={dayLabel} format={count} />
      </div>
      <table className="unseen">
        <caption>Rows by day</caption>
        <tbody>
          {days.map(({ day, rows }) => (
            <tr key={day}>
              <th>{dayLabel(day, true)}</th>
              <td>{count(rows)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
