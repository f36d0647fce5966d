import type { Metric } from "@aisle/contracts/metric";
import { builtInMetrics } from "./built-in-metrics.ts";
import type { MetricChoice } from "./experiments-shapes.ts";

/** Metrics to pick from: those that come with Aisle, then the workspace's own. */
export function metricChoices(own: readonly Metric[], eventNames: ReadonlySet<string>): readonly MetricChoice[] {
  const warning = (metric: Metric) => eventWarnings([metric], eventNames)[0] ?? null;
  return [
    ...builtInMetrics.map(({ metric, help }) => ({ metric, help, builtIn: true, warning: warning(metric) })),
    ...own.map((metric) => ({ metric, help: describe(metric), builtIn: false, warning: warning(metric) })),
  ];
}

/** Which metrics count events that never came lately. */
export function eventWarnings(metrics: readonly Metric[], eventNames: ReadonlySet<string>): readonly string[] {
  return metrics.flatMap(({ name, measure, per }) => {
    const missing = [measure, ...(per === undefined ? [] : [per])]
      .flatMap(({ source }) =>
        source.from === "events" ? [source.name, ...(source.follow === undefined ? [] : [source.follow.by])] : [],
      )
      .filter((event) => !eventNames.has(event.trim().toLowerCase()));
    const events = [...new Set(missing)].map((event) => `“${event}”`).join(" and ");
    return events === "" ? [] : [`${name}: no event ${events} is among the latest 20,000.`];
  });
}

function describe({ kind, measure, per }: Metric): string {
  const of = ({ source }: Metric["measure"]) => (source.from === "events" ? `events “${source.name}”` : "decisions");
  if (kind === "proportion") return `Share of units with ${of(measure)}.`;
  if (kind === "mean") return `Mean of units over their ${of(measure)}.`;
  if (kind === "coverage") return "Share of the products that can be sold which decisions showed.";
  if (kind === "quantile") return `A quantile over ${of(measure)}.`;
  return `Sum over ${of(measure)} by the sum over ${per === undefined ? "nothing" : of(per)}.`;
}
