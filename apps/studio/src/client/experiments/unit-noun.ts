import type { ExperimentSpec } from "../../server/experiment-types.ts";

/** What is counted, in the plural: sessions, shoppers, or the values of a field of the request. */
export function unitNoun({ kind, field }: ExperimentSpec["unit"]): string {
  if (kind === "session") return "sessions";
  return kind === "shopper" ? "shoppers" : `values of ${field}`;
}
