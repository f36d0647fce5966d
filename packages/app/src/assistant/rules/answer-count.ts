import { numberOf, numberPattern } from "../amounts.ts";
import { NotDone } from "../not-done.ts";
import type { Rule } from "./rule.ts";

const things = "(?:products?|items?|results?|recommendations?|articles?|tiles?|cards?|suggestions?)";
const shelf = "(?:shelf|list|row|answer|page|carousel|result|selection|response)";
const verbs =
  "answer|send|return|give|show|respond|recommend|make|set|have|display|get|serve|offer|deliver|limit|cut|shorten|extend|reduce|keep|use|let|trim";
const filler = `back|with|up to|at most|no more than|not more than|only|just|exactly|the|top|first|best|me|us|it|our|this|to|be|of|at|down|hold|contain|have|has|show|should|must|shall|may|can|needs|length|number of ${things}|${shelf}`;
const form = new RegExp(
  `^(?:(?:${verbs})\\s+)?(?:(?:${filler})\\s+)*(${numberPattern})(\\s+${things})?(?:\\s+(?:long|at most|only|in total|(?:on|in|per|for)\\s+(?:the|this|each|our|it)(?:\\s+${shelf})?))*$`,
  "i",
);
/** Without the word “products” it must be clear that the answer is meant. */
const isOfAnswer = new RegExp(`^(?:answer|send|return|give|show|respond|recommend|display)\\b|\\b${shelf}\\b`, "i");

/** How many products the answer sends. */
export const answerCount: Rule = {
  like: "answer with 8 products",
  read(part, sketch) {
    const match = form.exec(part);
    if (match === null || (match[2] === undefined && !isOfAnswer.test(part))) return false;
    const count = numberOf(match[1]!);
    const answer = sketch.withRole("answer");
    if (answer === undefined) throw new NotDone("There is no Answer in this pipeline yet.");
    if (count === undefined || !Number.isInteger(count) || count < 1 || count > 500)
      throw new NotDone("An answer sends from 1 to 500 products.");
    sketch.set(answer, ["count"], count);
    return true;
  },
};
