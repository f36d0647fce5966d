import { typeNamed } from "../node-names.ts";
import { NotDone } from "../not-done.ts";
import { addThrough, wireRequest } from "../product-lists.ts";
import type { Rule } from "./rule.ts";

const not =
  /^(?:stop|exclude|hide|don['’]?t|do not|never|no|skip|omit|leave out|remove|drop|take out|filter out|without|avoid|no more|get rid of|suppress|not)\b/i;
const bought =
  /\b(?:(?:has|have|had|was|were|is|are|been|already|just|ever|previously|customers?|shoppers?|users?|they|people|visitors?|he|she|someone)\s+)+(?:already |just |previously |recently )*(?:bought|purchased|ordered|owns?|owned|has|have|got)\b|\b(?:already|previously|past|earlier)[- ](?:bought|purchased|ordered|owned|purchases?|orders?)\b|\b(?:bought|purchased|ordered|owned) (?:before|already|earlier|previously|products?|items?)\b|\b(?:repeat|past|earlier|previous) (?:purchases|orders)\b/i;
const together = /\b(?:together|also|as well|with (?:it|this|these|that))\b/i;

/** What a shopper bought before is not shown to that shopper again. */
export const excludeBought: Rule = {
  like: "leave out what the shopper bought before",
  read(part, sketch) {
    if (!not.test(part) || !bought.test(part) || together.test(part)) return false;
    // “Remove bought before” is about a node.
    const rest = part.replace(not, "").trim();
    if (typeNamed(rest, sketch.situation.manifests)?.type.startsWith("find.")) return false;
    if (sketch.ofType("rules.exclude-bought").length > 0)
      throw new NotDone("What a shopper bought before is left out here already.");
    wireRequest(sketch, addThrough(sketch, "rules.exclude-bought"));
    if (sketch.ofType("find.bought-before").length > 0)
      sketch.remark("Bought before finds nothing but what is left out then: you may remove it.");
    return true;
  },
};
