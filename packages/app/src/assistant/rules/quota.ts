import { numberOf, numberPattern } from "../amounts.ts";
import { NotDone } from "../not-done.ts";
import { addThrough } from "../product-lists.ts";
import type { Rule } from "./rule.ts";

const form = new RegExp(
  `^(?:(?:allow|let|show|keep|have|want|limit(?: it)? to|(?:set )?diversity (?:to|of)|max(?:imum)?|don't show|do not show|never show)\\s+)?(?:(?:at most|no more than|not more than|more than|only|up to|max(?:imum)?(?: of)?)\\s+)*(${numberPattern})\\s+(?:products?\\s+|items?\\s+)?(?:of|per|from|in|for|with)\\s+(?:(?:a|an|the|one|each|every|any|same|single)\\s+)*(category|brand|colou?r|material|size|style|kind)(?:\\s+(?:in|within|per|among|out of)\\s+(?:the\\s+)?(?:first\\s+)?(${numberPattern})(?:\\s+(?:places?|products?|slots?))?)?$`,
  "i",
);
const fields: { readonly [word: string]: string } = {
  category: "category",
  kind: "category",
  brand: "brand",
  color: "attributes.colour",
  colour: "attributes.colour",
  material: "attributes.material",
  size: "attributes.size",
  style: "attributes.style",
};

/** How many of one kind may stand together. */
export const quota: Rule = {
  like: "allow 2 of a category",
  read(part, sketch) {
    const match = form.exec(part);
    if (match === null) return false;
    const atMost = numberOf(match[1]!);
    const within = match[3] === undefined ? undefined : numberOf(match[3]);
    if (atMost === undefined || !Number.isInteger(atMost) || atMost < 1 || atMost > 100)
      throw new NotDone("Diversity allows from 1 to 100 of a kind.");
    const field = fields[match[2]!.toLowerCase()]!;
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
