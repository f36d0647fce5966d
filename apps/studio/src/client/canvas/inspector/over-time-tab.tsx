import { useState } from "react";
import { Link } from "wouter";
import { figureText, usualText } from "../../health/figure-text.ts";
import { subjectPath } from "../../health/health-words.tsx";
import { MonitorChart, pointsOf } from "../../health/monitor-chart.tsx";
import { MonitorTiles } from "../../health/monitor-tiles.tsx";
import { useLiveHealth, useNodeHealth } from "../health/use-node-health.ts";
import style from "./inspector.module.css";

/** How the node did in live traffic over the last thirty days: outcomes and time, each with its usual range. */
export function OverTimeTab({ id }: { readonly id: string }) {
  const detail = useLiveHealth();
  const rows = useNodeHealth(id);
  const [chosen, setChosen] = useState<string>();
  if (rows === undefined) return <p className="muted small">Reading …</p>;
  if (detail == null)
    return (
      <p className="muted small">
        Nothing was read of live traffic yet. It is read once an hour, after the pipeline is published and called.
      </p>
    );
  const row = rows.find(({ monitor }) => monitor === chosen) ?? rows.find(({ isChanged }) => isChanged) ?? rows[0];
  if (row === undefined) return <p className="muted small">The live version has no such step, or it did not run.</p>;
  return (
    <>
      <p className="small soft">
        {row.statement ?? `${row.title}: ${figureText(row.figure.now, row.figure.unit)}, ${usualText(row.figure)}.`}
      </p>
      <div className={style.overTime} role="img" aria-label={`${row.title} over the last 30 days`}>
        <MonitorChart
          points={pointsOf(row, Date.parse(detail.window.to))}
          figure={row.figure}
          since={row.since === null ? null : Date.parse(row.since)}
          marks={detail.marks}
          timeZone={detail.timeZone}
        />
      </div>
      <MonitorTiles label="Monitors of the node" monitors={rows} chosen={row.monitor} onChoose={setChosen} />
      <p className="small">
        <Link href={subjectPath(detail, row.monitor)}>Open it on the health page, as a table too</Link>
      </p>
    </>
  );
}
