import { numberOf } from "../amounts.ts";
import { short, typeNamed } from "../node-names.ts";
import { NotDone } from "../not-done.ts";
import { readCondition } from "../product-condition.ts";
import { addThrough } from "../product-lists.ts";
import type { Sketch } from "../sketch.ts";
import type { Rule } from "./rule.ts";

const stock =
  /^(?:add )?(?:only |just |keep |show |hide |exclude |drop |remove |no |more |not |never (?:show|recommend) |don't show |do not show |don't recommend |leave out |filter out |take out |throw out |get rid of |skip |stop showing |without |everything |anything |all |products? |items? |things |what is |whatever is |that (?:is|are) |which (?:is|are) |must be |be |the )*(in stock|available|sold[- ]out|out[- ]of[- ]stock|unavailable|not available|not in stock)(?: only| products?| items?| articles?| things| ones)*(?:,? (?:with )?(?:at least|min(?:imum)?) (\d+)(?: left| units| pieces)?)?$/i;
const unitsLeft =
  /^(?:only |keep |show )*(?:products? )?(?:with )?(?:at least )?(\d+) (?:or more )?(?:left|in stock|units left)$/i;
const without =
  /^(?:hide|exclude|no more|no|never(?: show| recommend| send)?|filter out|drop|remove|delete|without|leave out|(?:don['’]?t|do not) (?:show|recommend|send|display|list|offer|include)|block|take out|get rid of|stop (?:showing|recommending|displaying)|omit|skip|ban|suppress)\s+(?:me |us )?(?:any |all |the )?(.+)$/i;
const onlyThose =
  /^(?:(?:only|just)(?: show| keep| return| send| allow| recommend| display| list| use)?|(?:show|keep|return|send|allow|recommend|display|list|use|nothing but) (?:only|just|nothing but|exclusively)|nothing but|limit (?:it|this|the (?:shelf|list|results?)) to|restrict (?:it|this|the (?:shelf|list|results?)) to|restrict to|limit to|filter (?:for|to|by|on)|keep|show|filter|add a filter (?:for|on|that keeps|with|of)|add a filter:)\s+(.+)$/i;

/** What may be shown at all. */
export const keepProducts: Rule = {
  like: "hide products under 10 euros",
  read(part, sketch) {
    const inStock = stock.exec(part);
    if (inStock !== null) return keepInStock(sketch, inStock[2] === undefined ? undefined : numberOf(inStock[2]));
    const left = unitsLeft.exec(part);
    if (left !== null) return keepInStock(sketch, numberOf(left[1]!));
    const hidden = without.exec(part);
    if (hidden !== null) {
      // “Remove trending” is about a node, whether it is there or not.
      if (typeNamed(hidden[1]!, sketch.situation.manifests) !== undefined) return false;
      try {
        keep(sketch, opposite(readCondition(hidden[1]!, sketch.situation.shop)), "keep");
      } catch (error) {
        if (!(error instanceof NotDone) || !/^(?:remove|delete|drop|take out)/i.test(part)) throw error;
        throw new NotDone(`“${short(hidden[1]!)}” is no node of this pipeline, and no brand, category or price.`);
      }
      return true;
    }
    const match = onlyThose.exec(part) ?? /^(.+)\s+only$/i.exec(part);
    if (match === null || typeNamed(match[1]!, sketch.situation.manifests) !== undefined) return false;
    keep(sketch, readCondition(match[1]!, sketch.situation.shop), "drop");
    return true;
  },
};

function keepInStock(sketch: Sketch, atLeast: number | undefined): true {
  const [there] = sketch.ofType("rules.in-stock");
  if (there === undefined) addThrough(sketch, "rules.in-stock", atLeast === undefined ? {} : { atLeast });
  else if (atLeast !== undefined) sketch.set(there, ["atLeast"], atLeast);
  else throw new NotDone("In stock is in this pipeline already, and the answer checks the stock once more.");
  return true;
}

/** Adds a condition to the Filter that treats unknown fields alike, or adds a Filter. */
function keep(sketch: Sketch, condition: string, whenUnknown: "keep" | "drop"): void {
  const { selected } = sketch.situation;
  const alike = sketch.ofType("rules.filter").filter(({ config }) => (config.whenUnknown ?? "drop") === whenUnknown);
  const there = alike.find(({ id }) => selected.includes(id)) ?? alike.at(-1);
  const before = there === undefined ? "" : String(there.config.keep ?? "");
  const joined =
    before === "" || before === "price > 0" ? condition : `${inBrackets(before)} && ${inBrackets(condition)}`;
  if (there === undefined || joined.length > 2000) addThrough(sketch, "rules.filter", { keep: condition, whenUnknown });
  else sketch.set(there, ["keep"], joined);
}

const inBrackets = (expression: string) => (/\|\||\?/.test(expression) ? `(${expression})` : expression);

const opposites: { readonly [operator: string]: string } = {
  "<": ">=",
  "<=": ">",
  ">": "<=",
  ">=": "<",
  "==": "!=",
};

/** What is not so, in the plainest way there is. */
function opposite(condition: string): string {
  const single = /^([\w.]+) (<=|>=|==|<|>) (\d+|"(?:[^"\\]|\\.)*")$/.exec(condition);
  return single === null ? `!(${condition})` : `${single[1]} ${opposites[single[2]!]} ${single[3]}`;
}
