import { Bar, BarChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import type { MonitorRow } from "../api/outputs.ts";
import { chartMargin, hoverBox, lowerAxis, valueAxis } from "../ui/chart-look.ts";
import { figureText } from "./figure-text.ts";

type Bins = NonNullable<MonitorRow["bins"]>;

/** Reference and current distribution over the same bins. */
export function Distribution({ bins }: { readonly bins: Bins }) {
  const rows = bins.labels.map((label, i) => ({ label, before: bins.before[i] ?? 0, now: bins.now[i] ?? 0 }));
  const share = (value: number) => figureText(value, "share");
  return (
    <ResponsiveContainer>
      <BarChart data={rows} margin={chartMargin} barGap={0} barCategoryGap="16%" accessibilityLayer={false}>
        <XAxis {...lowerAxis} dataKey="label" interval="preserveStartEnd" minTickGap={24} />
        <YAxis {...valueAxis} tickFormatter={share} />
        <Tooltip {...hoverBox} cursor={{ fill: "var(--hover)" }} formatter={(value) => share(Number(value))} />
        <Bar dataKey="before" name="usual" fill="var(--line-strong)" isAnimationActive={false} />
        <Bar dataKey="now" name="now" fill="var(--accent)" isAnimationActive={false} />
      </BarChart>
    </ResponsiveContainer>
  );
}

/** The same as a table. */
export function DistributionTable({ bins }: { readonly bins: Bins }) {
  return (
    <table>
      <thead>
        <tr>
          <th>Value</th>
          <th className="right">Usual</th>
          <th className="right">Now</th>
        </tr>
      </thead>
      <tbody>
        {bins.labels.map((label, i) => (
          <tr key={label}>
            <td>{label}</td>
            <td className="right" data-label="Usual">
              {figureText(bins.before[i] ?? 0, "share")}
            </td>
            <td className="right" data-label="Now">
              {figureText(bins.now[i] ?? 0, "share")}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
