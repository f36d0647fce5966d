import { NotDone } from "../not-done.ts";
import { addThrough, insertAfter } from "../product-lists.ts";
import type { Rule } from "./rule.ts";

const form =
  /^(?:prefer|favou?r|boost|promote|push up)\s+(?:the )?(?:newer|new|newest|fresh|recent)(?:\s+(?:products?|items?|arrivals|ones))?$/i;

/** New products before old ones: scores weighed by age, then sorted by. */
export const preferNew: Rule = {
  like: "prefer newer products",
  read(part, sketch) {
    if (!form.test(part)) return false;
    if (sketch.ofType("rank.recency-weight").length > 0) throw new NotDone("Scores are weighed by age here already.");
    const weigh = addThrough(sketch, "rank.recency-weight", { halfLifeDays: 180 });
    if (sketch.ofType("rank.sort").length === 0) insertAfter(sketch, weigh, sketch.add("rank.sort", weigh));
    return true;
  },
};
