import { NotDone } from "../not-done.ts";
import { addThrough, insertAfter } from "../product-lists.ts";
import { isNewness } from "../product-qualities.ts";
import { raisedOrLowered } from "../raised-or-lowered.ts";
import type { Rule } from "./rule.ts";

/** New products before old ones: scores weighed by age, then sorted by. */
export const preferNew: Rule = {
  like: "prefer newer products",
  read(part, sketch) {
    if (!raisedOrLowered(part).some(({ target, way }) => way === "raise" && isNewness(target))) return false;
    if (sketch.ofType("rank.recency-weight").length > 0) throw new NotDone("Scores are weighed by age here already.");
    const weigh = addThrough(sketch, "rank.recency-weight", { halfLifeDays: 180 });
    if (sketch.ofType("rank.sort").length === 0) insertAfter(sketch, weigh, sketch.add("rank.sort", weigh));
    return true;
  },
};
