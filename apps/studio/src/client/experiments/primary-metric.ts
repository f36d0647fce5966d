import type { ExperimentSpec, Metric } from "../../server/experiment-types.ts";

/** The metric that decides, wherever it stands in the list. */
export function primaryMetric({ metrics }: Pick<ExperimentSpec, "metrics">): Metric | undefined {
  return metrics.find(({ role }) => role === "primary")?.metric;
}
