import type { Plan } from "@aisle/runtime/compile/plan";
import type { RunResult } from "@aisle/runtime/execute/execute";
import type { Product } from "@aisle/runtime/node-sdk/product";

const maxCandidates = 500;

/** Every stage's products with their scores, as they left each step of a run; the first 500 of each. */
export function candidatesOf(plan: Plan, result: RunResult) {
  const stages: {
    readonly node: string;
    readonly items: readonly { readonly item: string; readonly score: number }[];
  }[] = [];
  for (const step of plan.steps) {
    for (const { port } of step.outputs) {
      if (port !== "products") continue;
      const products = result.value(step.id, port) as readonly Product[] | undefined;
      if (products === undefined) continue;
      stages.push({
        node: step.id,
        items: products.slice(0, maxCandidates).map(({ id, score }) => ({ item: id, score })),
      });
    }
  }
  return stages;
}
