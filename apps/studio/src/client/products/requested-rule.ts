import type { ShownProduct } from "./drawn-product.tsx";

/** A rule that is wanted of a pipeline whose canvas is not open yet. */
export type RequestedRule =
  | { readonly do: "pin"; readonly item: ShownProduct; readonly place: number }
  | { readonly do: "bury"; readonly item: ShownProduct };

let waiting: { readonly pipelineId: string; readonly rule: RequestedRule } | undefined;

/** Remembers a rule until the canvas of its pipeline opens. */
export function wantRule(pipelineId: string, rule: RequestedRule): void {
  waiting = { pipelineId, rule };
}

/** The rule that is wanted of a pipeline, once. */
export function takeRequestedRule(pipelineId: string): RequestedRule | undefined {
  if (waiting?.pipelineId !== pipelineId) return undefined;
  const { rule } = waiting;
  waiting = undefined;
  return rule;
}
