import { useState } from "react";
import type { ExperimentDetail, Reading } from "../../../server/experiment-types.ts";
import { Card } from "../../ui/card.tsx";
import { DayBars } from "../../ui/day-bars.tsx";
import { count, percent } from "../../ui/format.ts";
import { ScrollBox } from "../../ui/scroll-box.tsx";
import { TableButton } from "../../ui/table-button.tsx";
import { NumbersButton } from "../numbers-button.tsx";
import { unitNoun } from "../unit-noun.ts";
import { armFill } from "./arm-fill.ts";
import { allExposed, dayLines, exposedBehind } from "./exposure-lines.ts";
import { dayLabel } from "./lift-series.ts";
import style from "./readout.module.css";

/** Units that met the experiment for the first time, by day and arm. */
export function ExposuresCard({ detail, reading }: { readonly detail: ExperimentDetail; readonly reading: Reading }) {
  const [asTable, setAsTable] = useState(false);
  const noun = unitNoun(detail);
  const bars = detail.arms.map(({ key, name }, at) => ({ key, name, fill: armFill(at) }));
  const rows = reading.days.map(({ day, exposed }) => ({ day, ...exposed }));
  return (
    <Card title="Exposed by day" aside={<TableButton asTable={asTable} onChange={setAsTable} />}>
      <p className={`small muted ${style.legend}`}>
        {bars.map(({ key, name, fill }) => (
          <span key={key}>
            <i style={{ background: fill }} aria-hidden />
            {name}{" "}
            <NumbersButton title={`${name}, ${noun} exposed`} {...exposedBehind(detail, reading, key)}>
              {count(reading.units[key] ?? 0)}
            </NumbersButton>
          </span>
        ))}
        {reading.crossedOver > 0 && (
          <span>
            <NumbersButton
              title={`${noun} that met more than one arm`}
              lines={[
                ["Met more than one arm", count(reading.crossedOver)],
                ["Of all that were exposed", percent(reading.crossedOver / allExposed(detail, reading))],
              ]}
              note="They are counted here and left out of every metric, since neither arm's effect can be told from them."
            >
              {count(reading.crossedOver)}
            </NumbersButton>{" "}
            {noun} met more than one arm and are in no metric
          </span>
        )}
      </p>
      {asTable ? (
        <ScrollBox className={style.days} label="Exposed by day">
          <table>
            <thead>
              <tr>
                <th>Day</th>
                {detail.arms.map(({ key, name }) => (
                  <th key={key} className="right">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {reading.days.map(({ day, exposed }) => (
                <tr key={day}>
                  <td>{dayLabel(day, true)}</td>
                  {detail.arms.map(({ key, name }) => (
                    <td key={key} className="right" data-label={name}>
                      <NumbersButton
                        title={`${name}, ${dayLabel(day, true)}`}
                        lines={dayLines(detail, reading, key, day)}
                        note="Counted on the day of the first exposure, in the workspace's time zone."
                      >
                        {count(exposed[key] ?? 0)}
                      </NumbersButton>
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollBox>
      ) : (
        <div
          className={style.exposures}
          role="img"
          aria-label={`${noun} exposed on each of ${rows.length} days. The table shows every day.`}
        >
          <DayBars rows={rows} bars={bars} labelDay={dayLabel} format={count} />
        </div>
      )}
    </Card>
  );
}
