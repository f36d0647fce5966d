import type { Metric } from "../../server/experiment-types.ts";

/** Whether a metric counts for visitors of a front end, who get no answer of an endpoint. */
export function isOfEvents({ attribution, measure, per }: Metric): boolean {
  return attribution === "unit" && measure.source.from === "events" && per?.source.from !== "decisions";
}
