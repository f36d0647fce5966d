import { useState } from "react";
import { Link } from "wouter";
import type { MonitorRow, SubjectDetail } from "../api/outputs.ts";
import { Card } from "../ui/card.tsx";
import { ScrollBox } from "../ui/scroll-box.tsx";
import { TableButton } from "../ui/table-button.tsx";
import { Distribution, DistributionTable } from "./distribution.tsx";
import { figureText, usualText } from "./figure-text.ts";
import style from "./health.module.css";
import { dayText } from "./health-strip.tsx";
import { sureText } from "./health-words.tsx";
import { LimitEditor } from "./limit-editor.tsx";
import { MonitorChart, pointsOf } from "./monitor-chart.tsx";

/** One monitor: over time, its distributions, and from where on it counts. */
export function MonitorCard({
  subject,
  row,
  canSet,
}: {
  readonly subject: SubjectDetail;
  readonly row: MonitorRow;
  readonly canSet: boolean;
}) {
  const [asTable, setAsTable] = useState(false);
  const { figure, bins, since, statement, pValue, numbers } = row;
  const points = pointsOf(row, Date.parse(subject.window.to));
  return (
    <Card title={row.title} aside={<TableButton asTable={asTable} onChange={setAsTable} title={row.title} />}>
      <p className={style.statement}>
        {statement ??
          `Steady: ${figureText(figure.now, figure.unit)}${usualText(figure) === "" ? "" : `, ${usualText(figure)}`}.`}
        {pValue !== null && (
          <span className="small soft">
            {" "}
            {sureText(pValue)}: p {pText(pValue)}, corrected for all monitors
          </span>
        )}
      </p>
      {asTable ? (
        <ScrollBox className={style.scrollTable} label={`${row.title}, every day`}>
          <table>
            <thead>
              <tr>
                <th>24 hours to the end of</th>
                <th className="right">{figure.unit === "distance" ? "Distance" : "Figure"}</th>
              </tr>
            </thead>
            <tbody>
              {points.toReversed().map(({ at, value }) => (
                <tr key={at}>
                  <td>{dayText(new Date(at).toISOString(), subject.timeZone)}</td>
                  <td className="right" data-label="Figure">
                    {figureText(value, figure.unit)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          {bins !== null && <DistributionTable bins={bins} />}
        </ScrollBox>
      ) : (
        <>
          <div
            className={style.chart}
            role="img"
            aria-label={`${row.title} over the last ${points.length} days. The table shows every day.`}
          >
            <MonitorChart
              points={points}
              figure={figure}
              since={since === null ? null : Date.parse(since)}
              marks={subject.marks}
              timeZone={subject.timeZone}
            />
          </div>
          {bins !== null && bins.labels.length > 2 && (
            <>
              <h3 className={style.subhead}>
                Distribution
                <span className="small soft">
                  grey: usual, blue: now
                  {numbers !== null && `; KS ${numbers.ks.toFixed(2)}, PSI ${numbers.psi.toFixed(2)}`}
                </span>
              </h3>
              <div
                className={style.bins}
                role="img"
                aria-label={`Distribution of ${row.title}: usual and now. The table shows every value.`}
              >
                <Distribution bins={bins} />
              </div>
            </>
          )}
        </>
      )}
      <LimitEditor key={row.monitor} subject={subject} row={row} canSet={canSet} />
      {subject.kind === "endpoint" && (
        <p className="small">
          <Link href={rowsHref(subject.name, row.monitor)}>The requests behind it</Link>
        </p>
      )}
    </Card>
  );
}

function rowsHref(endpoint: string, monitor: string): string {
  const outcome = / fell-back of | timed-out of /.test(` ${monitor}`) ? "&outcome=fell-back" : "";
  return `/runs?endpoint=${encodeURIComponent(endpoint)}&range=24h${outcome}`;
}

function pText(pValue: number): string {
  return pValue < 1e-6 ? "below 0.000001" : pValue.toPrecision(2);
}
