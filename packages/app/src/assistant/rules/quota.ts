import { numberOf, numberPattern } from "../amounts.ts";
import { NotDone } from "../not-done.ts";
import { addThrough } from "../product-lists.ts";
import { fieldNamed } from "../shop-fields.ts";
import type { Rule } from "./rule.ts";

const form = new RegExp(
  `^(?:(?:allow|let|show|keep|have|want|limit(?: it)? to|(?:set )?diversity (?:to|of)|max(?:imum)?|don't show|do not show|never show)\\s+)?(?:(?:at most|at the most|no more than|not more than|more than|only|just|up to|max(?:imum)?(?: of)?|never more than)\\s+)*(${numberPattern})\\s+(?:products?\\s+|items?\\s+)?(?:of|per|from|in|for|with)\\s+(?:(?:a|an|the|one|each|every|any|same|single)\\s+)*([a-z]+)(?:\\s+(?:in|within|per|among|out of|on)\\s+(?:the\\s+)?(?:(?:first|top)\\s+)?(${numberPattern}|row|line|page|screen)(?:\\s+(?:places?|products?|slots?|items?|positions?|spots?))?)?$`,
  "i",
);
/** Places in a row of a shelf, as shops usually draw it. */
const placesInARow = 4;

/** Fields that have another value for nearly every product. */
const notMixed = ["price", "stock", "score", "releasedAt", "title", "compareAtPrice", "salePrice"];

/** How many of one kind may stand together. */
export const quota: Rule = {
  like: "allow 2 of a category",
  read(part, sketch) {
    const match = form.exec(part);
    if (match === null) return false;
    const atMost = numberOf(match[1]!);
    const field = fieldNamed(match[2]!.toLowerCase(), sketch.situation.shop);
    if (field === undefined || notMixed.includes(field)) return false;
    const isRow = /^(?:row|line)$/i.test(match[3] ?? "");
    const within = match[3] === undefined ? undefined : isRow ? placesInARow : numberOf(match[3]);
    if (isRow) sketch.remark(`A row is taken to have ${placesInARow} places: say “in the first 6” for another number.`);
    if (atMost === undefined || !Number.isInteger(atMost) || atMost < 1 || atMost > 100)
      throw new NotDone("Diversity allows from 1 to 100 of a kind.");
    const there = sketch.ofType("rules.diversity");
    const node = there.find(({ config }) => (config.field ?? "category") === field) ?? there[0];
    if (node === undefined) {
      addThrough(sketch, "rules.diversity", { field, atMost, ...(within === undefined ? {} : { within }) });
      return true;
    }
    if ((node.config.field ?? "category") !== field) sketch.set(node, ["field"], field);
    sketch.set(node, ["atMost"], atMost);
    if (within !== undefined) sketch.set(node, ["within"], within);
    return true;
  },
};
