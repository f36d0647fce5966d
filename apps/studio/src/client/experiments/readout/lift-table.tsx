import { ScrollBox } from "../../ui/scroll-box.tsx";
import { changeLabel, intervalLabel } from "../change-label.ts";
import { dayLabel, type LiftPoint } from "./lift-series.ts";
import style from "./readout.module.css";

/** The numbers of the lift chart, a row a day. */
export function LiftTable({ points, name }: { readonly points: readonly LiftPoint[]; readonly name: string }) {
  return (
    <ScrollBox className={style.days} label={`${name} by day`}>
      <table>
        <thead>
          <tr>
            <th>Day</th>
            <th className="right">Change</th>
            <th className="right">Interval</th>
          </tr>
        </thead>
        <tbody>
          {points.map(({ day, estimate, low, high, reason }) => (
            <tr key={day}>
              <td>{dayLabel(day, true)}</td>
              <td className="right" data-label="Change">
                {estimate === null ? "–" : changeLabel(estimate)}
              </td>
              <td className="right" data-label="Interval">
                {reason ?? intervalLabel({ low, high })}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}
