import { compileExpression } from "@aisle/nodes/expression";
import { expressionBudget } from "@aisle/runtime/node-sdk/expression-budget";
import type { Product } from "@aisle/runtime/node-sdk/product";
import { ordinal } from "./ordinal.ts";
import type { Stage } from "./stage.ts";

/** Why a step did not pass a product on, as far as its settings show; `before` is the place that it came in with. */
export function describeDrop(stage: Stage, product: Product, before: number | null): string {
  const { config, type } = stage;
  const stood = before === null ? "" : `, it stood ${ordinal(before)}`;
  switch (type) {
    case "rules.filter":
      return `dropped it: ${describeFilter(String(config.keep ?? "price > 0"), product)}`;
    case "rules.in-stock": {
      const least = typeof config.atLeast === "number" ? config.atLeast : 1;
      if (product.fields.forSale === false) return "dropped it: it is not for sale";
      return least > 1 ? `dropped it: fewer than ${least} were left` : "dropped it: sold out";
    }
    case "rank.limit":
      return `left it out: it keeps the first ${String(config.count ?? 24)}${stood}`;
    case "logic.first-of":
      return "took another list";
    default:
      if (stage.answers && product.fields.forSale === false) return "left it out: it is not for sale";
      if (!stage.answers) return `did not pass it on${stood}`;
      return before !== null && before <= stage.items.length
        ? "left it out: sold out when the answer was checked"
        : `had no place for it: the answer has ${stage.items.length}${stood}`;
  }
}

function describeFilter(keep: string, product: Product): string {
  try {
    const value = compileExpression(keep, "keep")(product, expressionBudget());
    if (value === undefined) return `it lacks a field that “${keep}” reads`;
  } catch {
    // The expression of a stored version may not compile any more; what it was still says enough.
  }
  return `“${keep}” is not true for it`;
}
