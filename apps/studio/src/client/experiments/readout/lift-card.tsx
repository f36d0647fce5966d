import { SegmentedControl, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ExperimentDetail, Reading } from "../../../server/experiment-types.ts";
import { trpc } from "../../api/trpc.ts";
import { Card } from "../../ui/card.tsx";
import { TableButton } from "../../ui/table-button.tsx";
import { useNarrow } from "../../ui/use-narrow.ts";
import { intervalLabel } from "../change-label.ts";
import { isReadable, type Look, lookOf, looks } from "../effect-reading.ts";
import { primaryMetric } from "../primary-metric.ts";
import { Happenings } from "./happenings.tsx";
import { LiftChart } from "./lift-chart.tsx";
import { liftReach, liftSeries } from "./lift-series.ts";
import { LiftTable } from "./lift-table.tsx";
import style from "./readout.module.css";

/** The treatment arm that does best in the primary metric: the one that the verdict speaks of. */
function leadingArm({ spec }: ExperimentDetail, { metrics }: Reading): string | undefined {
  const sign = primaryMetric(spec)?.better === "lower" ? -1 : 1;
  const effects = metrics.find(({ role }) => role === "primary")?.effects.filter((one) => isReadable(one)) ?? [];
  return effects.toSorted((a, b) => sign * (b.estimate - a.estimate))[0]?.arm;
}

/** The primary metric's change over the days, in each way to read it, as a chart or as the table behind it. */
export function LiftCard({ detail, reading }: { readonly detail: ExperimentDetail; readonly reading: Reading }) {
  const [control, ...treatments] = detail.arms;
  const [arm, setArm] = useState(() => leadingArm(detail, reading) ?? treatments[0]?.key ?? "");
  const [look, setLook] = useState<Look>(lookOf(detail.spec.method));
  const [asTable, setAsTable] = useState(false);
  const isNarrow = useNarrow();
  const settings = useQuery(trpc.settings.get.queryOptions(undefined, { staleTime: 60_000 }));
  const metric = primaryMetric(detail.spec)?.name ?? "the primary metric";
  const isGoingOn = detail.state === "running";
  const series = liftSeries(reading.days, arm, look, detail.plannedDays, isGoingOn);
  const { isCut } = liftReach(series);
  const shownArm = treatments.find(({ key }) => key === arm);
  const last = series.points.findLast(({ estimate }) => estimate !== null);
  const isReadable = last !== undefined;
  const reason = series.points.at(-1)?.reason;
  const title = `Lift in ${metric.toLowerCase()}`;
  return (
    <Card
      title={title}
      aside={
        <>
          {treatments.length > 1 && (
            <Select
              aria-label="Arm"
              size="xs"
              w={200}
              allowDeselect={false}
              data={treatments.map(({ key, name }) => ({ value: key, label: name }))}
              value={arm}
              onChange={(key) => key !== null && setArm(key)}
            />
          )}
          <SegmentedControl
            aria-label="How it is read"
            data={looks.map(({ value, label }) => ({ value, label }))}
            value={look}
            onChange={(value) => setLook(value as Look)}
          />
          <TableButton asTable={asTable} onChange={setAsTable} />
        </>
      }
    >
      <p className="small muted">
        {shownArm?.name} against {control?.name}, everything up to each day.{" "}
        {looks.find(({ value }) => value === look)?.help}
        {detail.spec.level !== 0.95 && `, ${Math.round(detail.spec.level * 1000) / 10} % intervals`}.
        {isCut && " Arrows mark days that reach beyond the axis."}
      </p>
      {isReadable ? (
        asTable ? (
          <LiftTable points={series.points} name={title} />
        ) : (
          <div
            className={style.lift}
            role="img"
            aria-label={`${title}: ${intervalLabel({ low: last.low, high: last.high })} on the last of ${series.points.length} days. The table shows every day.`}
          >
            <LiftChart
              series={series}
              annotations={detail.annotations}
              timeZone={settings.data?.timeZone ?? "UTC"}
              isNarrow={isNarrow}
            />
          </div>
        )
      ) : (
        <p className={style.unreadable}>
          {reason ?? "No day has been read yet. The first reading comes within minutes."}
        </p>
      )}
      <Happenings annotations={detail.annotations} />
      {isReadable && reason !== undefined && !asTable && <p className="small soft">{reason}</p>}
    </Card>
  );
}
