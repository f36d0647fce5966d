import { SegmentedControl } from "@mantine/core";
import { useState } from "react";
import type { ValueMonth } from "../../server/value-types.ts";
import { Card } from "../ui/card.tsx";
import { DayBars } from "../ui/day-bars.tsx";
import { count, minorUnits, shortMoney } from "../ui/format.ts";
import { ScrollBox } from "../ui/scroll-box.tsx";
import { TableButton } from "../ui/table-button.tsx";
import style from "./value.module.css";
import { dayLabel, moneysLabel } from "./value-labels.ts";

/** Attributed revenue of each day in one currency, and the table of all behind it. */
export function DaysCard({ value }: { readonly value: ValueMonth }) {
  const [asTable, setAsTable] = useState(false);
  const currencies = value.total.revenue.map(({ currency }) => currency ?? "");
  const [chosen, setChosen] = useState<string>();
  const currency = currencies.includes(chosen ?? "") ? chosen! : currencies[0];
  const rows = value.days.map(({ day, revenue }) => ({
    day,
    amount: (revenue.find((one) => (one.currency ?? "") === currency)?.valueMinor ?? 0) / minorUnits(currency || null),
  }));
  const text = (amount: number) => shortMoney(Math.round(amount * minorUnits(currency || null)), currency || null);
  return (
    <Card
      title="Revenue after an answer, by day"
      aside={
        <span className={style.aside}>
          {currencies.length > 1 && !asTable && (
            <SegmentedControl
              aria-label="Currency"
              size="xs"
              data={currencies.map((one) => ({ value: one, label: one === "" ? "No currency" : one }))}
              value={currency!}
              onChange={setChosen}
            />
          )}
          <TableButton asTable={asTable} onChange={setAsTable} />
        </span>
      }
    >
      {asTable ? (
        <ScrollBox className={style.days} label="Every day">
          <table>
            <thead>
              <tr>
                <th>Day</th>
                <th className="right">Requests</th>
                <th className="right">Orders</th>
                <th className="right">Revenue</th>
                <th className="right">Returned</th>
              </tr>
            </thead>
            <tbody>
              {value.days.map(({ day, requests, orders, revenue, returned }) => (
                <tr key={day}>
                  <td>{dayLabel(day)}</td>
                  <td className="right" data-label="Requests">
                    {count(requests)}
                  </td>
                  <td className="right" data-label="Orders">
                    {count(orders)}
                  </td>
                  <td className="right" data-label="Revenue">
                    {moneysLabel(revenue)}
                  </td>
                  <td className="right" data-label="Returned">
                    {moneysLabel(returned)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollBox>
      ) : currency === undefined ? (
        <p className={`muted ${style.nothing}`}>
          No order of this month carries the id of an answer. Send the answer’s decisionId with the events of its
          shopper.
        </p>
      ) : (
        <div
          className={style.chart}
          role="img"
          aria-label="Revenue of each day of the month. The table shows every day."
        >
          <DayBars
            rows={rows}
            bars={[{ key: "amount", name: "revenue" }]}
            labelDay={dayLabel}
            format={text}
            width={64}
          />
        </div>
      )}
    </Card>
  );
}
