import type { ShownProduct } from "./drawn-product.tsx";

/** A rule that is wanted of a pipeline whose canvas is not open yet. */
export type WantedRule =
  | { readonly do: "pin"; readonly item: ShownProduct; readonly place: number }
  | { readonly do: "bury"; readonly item: ShownProduct };

let waiting: { readonly pipelineId: string; readonly rule: WantedRule } | undefined;

/** Remembers a rule until the canvas of its pipeline opens. */
export function wantRule(pipelineId: string, rule: WantedRule): void {
  waiting = { pipelineId, rule };
}

/** The rule that is wanted of a pipeline, once. */
export function takeWantedRule(pipelineId: string): WantedRule | undefined {
  if (waiting?.pipelineId !== pipelineId) return undefined;
  const { rule } = waiting;
  waiting = undefined;
  return rule;
}
