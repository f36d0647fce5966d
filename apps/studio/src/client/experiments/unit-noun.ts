import type { ExperimentDetail } from "../../server/experiment-types.ts";

/** What is counted, in the plural: sessions, shoppers, visitors of a front end, or the values of a field of the request. */
export function unitNoun(experiment: {
  readonly kind: ExperimentDetail["kind"];
  readonly spec: Pick<ExperimentDetail["spec"], "unit">;
}): string {
  const { kind, field } = experiment.spec.unit;
  if (experiment.kind === "external") return "visitors";
  if (experiment.kind === "import") return "units";
  if (kind === "session") return "sessions";
  return kind === "shopper" ? "shoppers" : `values of ${field}`;
}
