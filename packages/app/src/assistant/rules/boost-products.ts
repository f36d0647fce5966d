import { NotDone } from "../not-done.ts";
import { readCondition } from "../product-condition.ts";
import { raisedOrLowered, type Weighing } from "../raised-or-lowered.ts";
import type { Sketch } from "../sketch.ts";
import { listOf, rulesNode } from "./pin-products.ts";
import type { Rule } from "./rule.ts";

/** Products that stand higher, lower or last. */
export const boostProducts: Rule = {
  like: "boost Northfell by 20%",
  read(part, sketch) {
    let reason: NotDone | undefined;
    for (const weighing of raisedOrLowered(part)) {
      try {
        return weigh(weighing, sketch);
      } catch (error) {
        if (!(error instanceof NotDone)) throw error;
        if (weighing.sure) reason ??= error;
      }
    }
    if (reason !== undefined) throw reason;
    return false;
  },
};

function weigh({ target, way, factor, sure }: Weighing, sketch: Sketch): true {
  const when = readCondition(target, sketch.situation.shop, sure);
  if (way === "raise") return boost(when, factor ?? 1.5, sketch);
  if (way === "lower" || (factor !== undefined && factor < 2)) return boost(when, lowered(factor ?? 1.5), sketch);
  const node = rulesNode(sketch);
  const others = listOf(node, "buries").filter((one) => (one as { when?: unknown }).when !== when);
  sketch.set(node, ["buries"], [...others, { when }]);
  return true;
}

/** “By 30 %” comes as 1.3 and takes 30 % off; “twice” and more divides. */
const lowered = (factor: number) => (factor < 2 ? 2 - factor : 1 / factor);

function boost(when: string, factor: number, sketch: Sketch): true {
  if (factor <= 0 || factor > 100) throw new NotDone("A boost multiplies the score by more than 0 and up to 100.");
  const node = rulesNode(sketch);
  const rounded = Number(factor.toFixed(4));
  const others = listOf(node, "boosts").filter((one) => (one as { when?: unknown }).when !== when);
  sketch.set(node, ["boosts"], [...others, { when, factor: rounded }]);
  return true;
}
