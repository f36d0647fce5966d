import { Button, SegmentedControl } from "@mantine/core";
import { useState } from "react";
import { Bar, BarChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import type { ValueMonth } from "../../server/value-types.ts";
import { Card } from "../ui/card.tsx";
import { count, minorUnits, shortMoney } from "../ui/format.ts";
import ui from "../ui/ui.module.css";
import style from "./value.module.css";
import { dayLabel, moneysLabel } from "./value-labels.ts";

const tick = { fontSize: 11, fill: "var(--ink-3)" };

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
          <Button size="xs" variant="subtle" color="gray" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
            {asTable ? "Chart" : "Table"}
          </Button>
        </span>
      }
    >
      {asTable ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
        <section className={`${ui.scroll} ${style.days}`} tabIndex={0} aria-label="Every day">
          <table>
            <thead>
              <tr>
                <th>Day</th>
                <th className="right">Requests</th>
                <th className="right">Orders</th>
                <th className="right">Revenue</th>
              </tr>
            </thead>
            <tbody>
              {value.days.map(({ day, requests, orders, revenue }) => (
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
                </tr>
              ))}
            </tbody>
          </table>
        </section>
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
          <ResponsiveContainer>
            <BarChart data={rows} margin={{ top: 4, right: 0, bottom: 0, left: 4 }} accessibilityLayer={false}>
              <XAxis
                dataKey="day"
                tick={tick}
                tickLine={false}
                tickFormatter={dayLabel}
                minTickGap={24}
                axisLine={{ stroke: "var(--line)" }}
              />
              <YAxis
                orientation="right"
                tick={tick}
                tickLine={false}
                axisLine={false}
                width={64}
                tickCount={3}
                tickFormatter={text}
              />
              <Tooltip
                isAnimationActive={false}
                cursor={{ fill: "var(--hover)" }}
                labelFormatter={(day) => dayLabel(String(day))}
                formatter={(amount) => text(Number(amount))}
                contentStyle={{
                  background: "var(--panel)",
                  border: "1px solid var(--line)",
                  borderRadius: 6,
                  font: "var(--f-small)",
                  padding: "6px 10px",
                }}
              />
              <Bar dataKey="amount" name="revenue" fill="var(--accent)" isAnimationActive={false} />
            </BarChart>
          </ResponsiveContainer>
        </div>
      )}
    </Card>
  );
}
