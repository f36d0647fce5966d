import { Button } from "@mantine/core";
import { useState } from "react";
import { Link } from "wouter";
import type { EndpointValue, ValueMonth } from "../../server/value-types.ts";
import { useMay } from "../access/use-may.ts";
import { NumbersButton } from "../experiments/numbers-button.tsx";
import { Card } from "../ui/card.tsx";
import { count, percent } from "../ui/format.ts";
import { ScrollBox } from "../ui/scroll-box.tsx";
import { HoldoutDialog } from "./holdout-dialog.tsx";
import style from "./value.module.css";
import { dayLabel, isSure, moneysLabel, rangeLabel, signedMoney, unitMoney } from "./value-labels.ts";

/** Every endpoint of the month: what it answered, what followed, and what it earned over its holdout. */
export function EndpointsCard({ value }: { readonly value: ValueMonth }) {
  const maySet = useMay("experiment");
  const [setting, setSetting] = useState<EndpointValue>();
  return (
    <Card title="Endpoints" flush>
      <ScrollBox className={style.table} label="Endpoints">
        <table>
          <thead>
            <tr>
              <th>Endpoint</th>
              <th className="right">Requests</th>
              <th className="right">Fell back</th>
              <th className="right">Failed</th>
              <th className="right">Orders</th>
              <th className="right">Revenue after</th>
              <th>Earned over its holdout</th>
            </tr>
          </thead>
          <tbody>
            {value.endpoints.map((row) => (
              <tr key={row.slug}>
                <td className={style.name}>
                  {row.pipelineId === null ? (
                    <>
                      /v1/{row.slug}
                      <p className="small muted">not live any more</p>
                    </>
                  ) : (
                    <>
                      <Link href={`/endpoints/${row.slug}`}>{row.name}</Link>
                      <p className="small muted">/v1/{row.slug}</p>
                    </>
                  )}
                </td>
                <td className="right" data-label="Requests">
                  {count(row.requests)}
                </td>
                <td className="right" data-label="Fell back">
                  {shareOf(row.fellBack, row)}
                </td>
                <td className="right" data-label="Failed">
                  {shareOf(row.failed, row)}
                </td>
                <td className="right" data-label="Orders">
                  {count(row.orders)}
                </td>
                <td className="right" data-label="Revenue after">
                  {moneysLabel(row.revenue)}
                  {row.returns > 0 && <p className="small muted">after {moneysLabel(row.returned)} returned</p>}
                </td>
                <td className={style.holdout}>
                  <Measure row={row} />
                  {maySet && row.pipelineId !== null && (
                    <Button
                      size="compact-xs"
                      variant="default"
                      className={style.noPrint!}
                      aria-label={
                        row.setting === null ? `Hold out shoppers of ${row.name}` : `Change the holdout of ${row.name}`
                      }
                      onClick={() => setSetting(row)}
                    >
                      {row.setting === null ? "Hold out" : "Change"}
                    </Button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
      {setting !== undefined && <HoldoutDialog row={setting} onClose={() => setSetting(undefined)} />}
    </Card>
  );
}

function Measure({ row: { holdout, setting } }: { readonly row: EndpointValue }) {
  if (holdout.state === "off")
    return (
      <p className="small muted">
        {setting === null
          ? "Nobody is held out: no uplift is claimed, only the revenue that followed."
          : `${percent(setting.share)} get version ${setting.versionNumber ?? "?"}; nothing was measured in this month.`}
      </p>
    );
  if (holdout.state === "waiting")
    return (
      <p className="small muted">
        {holdout.reason} <Link href={`/experiments/${holdout.experimentId}`}>The holdout</Link>
      </p>
    );
  const { earned, perUnit, units, baseline, isFinal, windowDays, experimentId, since, readAt } = holdout;
  return (
    <>
      <p>
        <NumbersButton
          title="Earned over its holdout"
          lines={[
            ["Shoppers with the endpoint", count(units.live)],
            ["Mean of one", unitMoney(perUnit.live, earned.currency)],
            ["Shoppers held out", count(units.holdout)],
            ["Mean of one", unitMoney(perUnit.holdout, earned.currency)],
            ["Difference of the means", unitMoney(perUnit.live - perUnit.holdout, earned.currency)],
            ["Times the shoppers with it", signedMoney(earned.valueMinor, earned.currency)],
            [`Interval, ${percent(earned.level)}`, rangeLabel(earned)],
          ]}
          method="effectOf"
          note={`Read ${dayLabel(readAt.slice(0, 10))}, of shoppers since ${dayLabel(since.slice(0, 10))}.`}
        >
          <b>{signedMoney(earned.valueMinor, earned.currency)}</b>
        </NumbersButton>{" "}
        <span className="muted">
          ({rangeLabel(earned)}){isSure(earned) ? "" : ", chance could explain it"}
        </span>
      </p>
      <p className="small muted">
        {unitMoney(perUnit.live, earned.currency)} a shopper for {count(units.live)}, against{" "}
        {unitMoney(perUnit.holdout, earned.currency)} for {count(units.holdout)}: {baseline}.
        {isFinal ? "" : ` Orders count for ${windowDays} days, so this still moves.`} Returns are not taken off here.{" "}
        <Link href={`/experiments/${experimentId}`}>The numbers behind it</Link>
      </p>
    </>
  );
}

function shareOf(part: number, { requests }: EndpointValue): string {
  return requests === 0 ? "–" : percent(part / requests);
}
