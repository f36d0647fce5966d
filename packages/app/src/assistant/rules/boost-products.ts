import { numberOf, shareOf } from "../amounts.ts";
import { NotDone } from "../not-done.ts";
import { readCondition } from "../product-condition.ts";
import type { Sketch } from "../sketch.ts";
import { listOf, rulesNode } from "./pin-products.ts";
import type { Rule } from "./rule.ts";

const raise = /^(?:boost|promote|raise|favou?r|prefer|push up)\s+(.+)$/i;
const given =
  /^(?:give\s+(.+?)\s+a\s+boost(?:\s+of\s+(.+))?|add\s+a\s+boost\s+(?:of\s+(.+?)\s+)?(?:for|to|on)\s+(.+)|push\s+(.+?)\s+up|increase\s+(.+?)\s+by\s+(.+))$/i;
const lower = /^(?:lower|demote|reduce|weaken|push down)\s+(.+)\s+by\s+([\d.,]+\s*(?:%|percent))$/i;
const last =
  /^(?:(?:bury|demote)\s+(?!.*\sby\s+\d)(.+?)|(?:put|move|push|show|send)\s+(.+?)\s+(?:last|to the (?:end|bottom)|at the (?:end|bottom)|down))$/i;
const amounts: readonly (readonly [RegExp, (text: string) => number | undefined])[] = [
  [/\s+by (?:a factor of )?([\d.,]+\s*(?:%|percent))$/i, (text) => plus(shareOf(text))],
  [/\s+by (?:a factor of )?([\d.,]+)(?:\s*(?:x|×|times))?$/i, numberOf],
  [/\s+(?:x|×|times)\s*([\d.,]+)$/i, numberOf],
  [/\s+([\d.,]+)\s*(?:x|×|times)$/i, numberOf],
  [/\s+(twice|double)$/i, () => 2],
];
const plus = (share: number | undefined) => (share === undefined ? undefined : 1 + share);

/** Products that stand higher, lower or last. */
export const boostProducts: Rule = {
  like: "boost Northfell by 20%",
  read(part, sketch) {
    const buried = last.exec(part);
    if (buried !== null) {
      const when = readCondition(buried[1] ?? buried[2] ?? "", sketch.situation.shop);
      const node = rulesNode(sketch);
      sketch.set(node, ["buries"], [...listOf(node, "buries"), { when }]);
      return true;
    }
    const lowered = lower.exec(part);
    if (lowered !== null) {
      const share = shareOf(lowered[2]!);
      if (share === undefined || share >= 1)
        throw new NotDone("Lower by less than 100 %, or say “bury” to put it last.");
      return boost(lowered[1]!, 1 - share, sketch);
    }
    const gift = given.exec(part);
    if (gift !== null) {
      const [, taker, ofTaker, ofFor, forWhom, pushed, increased, by] = gift;
      const amount = ofTaker ?? ofFor ?? by;
      const what = taker ?? forWhom ?? pushed ?? increased ?? "";
      return this.read(`boost ${what}${amount === undefined ? "" : ` by ${amount}`}`, sketch);
    }
    const raised = raise.exec(part);
    // “Raise the limit to 40” sets a field.
    if (raised === null || /\s(?:to|=)\s*[\d.,]+\D*$/.test(part)) return false;
    for (const [pattern, read] of amounts) {
      const match = pattern.exec(raised[1]!);
      const factor = match === null ? undefined : read(match[1]!);
      if (match !== null && factor !== undefined) return boost(raised[1]!.slice(0, match.index), factor, sketch);
    }
    return boost(raised[1]!, 1.5, sketch);
  },
};

function boost(what: string, factor: number, sketch: Sketch): true {
  if (factor <= 0 || factor > 100) throw new NotDone("A boost multiplies the score by more than 0 and up to 100.");
  const when = readCondition(what, sketch.situation.shop);
  const node = rulesNode(sketch);
  const rounded = Number(factor.toFixed(4));
  const others = listOf(node, "boosts").filter((one) => (one as { when?: unknown }).when !== when);
  sketch.set(node, ["boosts"], [...others, { when, factor: rounded }]);
  return true;
}
