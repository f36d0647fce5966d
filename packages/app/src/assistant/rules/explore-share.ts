import { shareOf } from "../amounts.ts";
import { NotDone } from "../not-done.ts";
import { addThrough, removeFromList } from "../product-lists.ts";
import type { Rule } from "./rule.ts";

const share = "([\\d.,]+\\s*(?:%|percent)|0?\\.\\d+)";
const forms = [
  new RegExp(`^(?:explore|exploring|explore with|explore in|explore on)\\s+${share}(?:\\s+of\\s+.+)?$`, "i"),
  new RegExp(`^(?:add |use )?${share}\\s+(?:of )?(?:exploration|exploring)$`, "i"),
];

const stop =
  /^(?:stop|no|without|turn off|switch off|remove|end|drop|disable|get rid of|delete|quit|take out|skip)\s+(?:(?:the|any|all|more|showing|with|of|using|these|those|our)\s+)*(?:exploring|explorations?|explore|explor\w* (?:node|step)|random(?:ness| products?| items?| picks?| ones| places?)?|experiment(?:s|ing|ation)?|surprises?|untested products?|testing new products|trying (?:out )?(?:new|untested|random) products)$/i;

/** What a pipeline loses without exploration. */
const costOfNoExploration =
  "Without exploration products that nobody has seen get no chance, and which of them would sell is never learned. A share of 5 % costs little: “explore 5%”.";

/** How much of the shelf is given to products that have had no chance yet. */
export const exploreShare: Rule = {
  like: "explore 10%",
  read(part, sketch) {
    const match = forms.map((form) => form.exec(part)).find((found) => found !== null);
    if (stop.test(part)) {
      const [explore] = sketch.ofType("rank.explore");
      if (explore === undefined) throw new NotDone("Nothing explores in this pipeline.");
      removeFromList(sketch, explore);
      sketch.remark(costOfNoExploration);
      return true;
    }
    if (match === undefined) return false;
    const value = shareOf(match[1]!);
    if (value === undefined || value > 1) throw new NotDone("Exploring takes a share from 0 to 100 %.");
    const [there] = sketch.ofType("rank.explore");
    if (there === undefined) addThrough(sketch, "rank.explore", { share: value });
    else sketch.set(there, ["share"], value);
    return true;
  },
};
