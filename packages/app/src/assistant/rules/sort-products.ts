import { addThrough } from "../product-lists.ts";
import { fieldNamed } from "../shop-fields.ts";
import type { Rule } from "./rule.ts";

type Direction = "ascending" | "descending";

const lead = "^(?:sort |order |show |list |put |display |rank )?(?:me )?(?:the |by |all )*";
const tail = "(?: products?| items?| ones| things)?(?: first| on top| at the top)?$";
const named: readonly (readonly [RegExp, string, Direction])[] = [
  [new RegExp(`${lead}(?:cheapest|lowest[- ]priced?|least expensive)${tail}`, "i"), "price", "ascending"],
  [new RegExp(`${lead}(?:most expensive|dearest|priciest|highest[- ]priced?)${tail}`, "i"), "price", "descending"],
  [new RegExp(`${lead}(?:newest|latest|most recent)${tail}`, "i"), "releasedAt", "descending"],
  [new RegExp(`${lead}(?:oldest)${tail}`, "i"), "releasedAt", "ascending"],
  [new RegExp(`${lead}(?:best|top|highest)[- ]rated${tail}`, "i"), "attributes.rating", "descending"],
];
const form =
  /^(?:add (?:a )?)?(?:sort|order|rank|arrange|sorted|ordered|sorting|list)\s+(?:(?:the|all|these|our)\s+)*(?:products?\s+|list\s+|results?\s+|items?\s+|shelf\s+|it\s+|them\s+|everything\s+|answer\s+)?(?:by|on|according to|after)\s+(?:the\s+)?(.+)$/i;

/** Words of a direction, and what stands before and after them. */
const directions: readonly (readonly [RegExp, Direction])[] = [
  [
    /\b(?:(?:in )?(?:an )?(?:ascending|asc|increasing|rising)\b(?: order)?|(?:from )?(?:the )?(?:low(?:est)?|cheap(?:est)?|small(?:est)?|light(?:est)?|few(?:est)?) to (?:the )?\w+|(?:the )?(?:lowest|cheapest|smallest|lightest|fewest|least|oldest|worst)(?: [a-z]+){0,2} first|a (?:to|-) z|a-z|alphabetically|up(?:wards)?$)/i,
    "ascending",
  ],
  [
    /\b(?:(?:in )?(?:a )?(?:descending|desc|decreasing|falling)\b(?: order)?|(?:from )?(?:the )?(?:high(?:est)?|dear(?:est)?|expensive|big(?:gest)?|large(?:st)?|heav(?:y|iest)|most|new(?:est)?|best) to (?:the )?\w+|(?:the )?(?:highest|dearest|most|largest|biggest|best|top|newest|latest|heaviest|priciest|strongest)(?: [a-z]+){0,2} first|z (?:to|-) a|z-a|down(?:wards)?$)/i,
    "descending",
  ],
];

/** The order of the list by one field. */
export const sortProducts: Rule = {
  like: "cheapest first",
  read(part, sketch) {
    const known = named.find(([pattern]) => pattern.test(part));
    const match = known === undefined ? form.exec(part) : null;
    if (known === undefined && match === null) return false;
    const given = match === null ? undefined : fieldAndDirection(match[1]!);
    const by = known?.[1] ?? fieldNamed(given!.name, sketch.situation.shop) ?? oneWord(given!.name);
    if (by === undefined) return false;
    const usual: Direction = by === "price" || by === "title" || by === "brand" ? "ascending" : "descending";
    const order = known?.[2] ?? given?.order ?? usual;
    const [there] = sketch.ofType("rank.sort");
    if (there === undefined) addThrough(sketch, "rank.sort", { by, order });
    else {
      sketch.set(there, ["by"], by);
      sketch.set(there, ["order"], order);
    }
    return true;
  },
};

function fieldAndDirection(text: string): { readonly name: string; readonly order: Direction | undefined } {
  for (const [pattern, order] of directions) {
    const match = pattern.exec(text);
    if (match === null) continue;
    const name = `${text.slice(0, match.index)} ${text.slice(match.index + match[0].length)}`;
    return { name: name.replace(/[,()]/g, " ").replace(/\s+/g, " ").trim(), order };
  }
  return { name: text, order: undefined };
}

/** A name that no field of this shop has may still be one of the request's products. */
const oneWord = (name: string) => (/^[a-z][\w.]*$/i.test(name) ? name : undefined);
