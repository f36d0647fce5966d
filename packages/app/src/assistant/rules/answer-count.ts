import { numberOf, numberPattern } from "../amounts.ts";
import { NotDone } from "../not-done.ts";
import type { Rule } from "./rule.ts";

const things = "(?:products?|items?|results?|recommendations?|articles?)";
const forms = [
  new RegExp(
    `^(?:answer|send|return|give|show|respond|recommend)\\s+(?:back\\s+|with\\s+|up to\\s+|at most\\s+|no more than\\s+|only\\s+|the (?:top|first|best)\\s+)*(${numberPattern})(?:\\s+${things})?(?:\\s+at most)?$`,
    "i",
  ),
  new RegExp(
    `^(?:with\\s+|up to\\s+|at most\\s+|no more than\\s+|only\\s+)*(${numberPattern})\\s+${things}(?:\\s+at most)?$`,
    "i",
  ),
];

/** How many products the answer sends. */
export const answerCount: Rule = {
  like: "answer with 8 products",
  read(part, sketch) {
    const match = forms.map((form) => form.exec(part)).find((found) => found !== null);
    if (match === undefined) return false;
    const count = numberOf(match[1]!);
    const answer = sketch.withRole("answer");
    if (answer === undefined) throw new NotDone("There is no Answer in this pipeline yet.");
    if (count === undefined || !Number.isInteger(count) || count < 1 || count > 500)
      throw new NotDone("An answer sends from 1 to 500 products.");
    sketch.set(answer, ["count"], count);
    return true;
  },
};
