import type { ExperimentAnnotation } from "../../../server/experiment-types.ts";

const words: { readonly [K in ExperimentAnnotation["kind"]]?: string } = {
  started: "Started",
  stopped: "Stopped",
  decided: "Decided",
  promoted: "Promoted",
};

/** What happened, short enough for a chart: the list beside it says the rest. */
export function markText({ kind, text }: ExperimentAnnotation): string {
  return words[kind] ?? text;
}
