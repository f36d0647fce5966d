import { typeNamed } from "../node-names.ts";
import { NotDone } from "../not-done.ts";
import { addFinder, joinList } from "../product-lists.ts";
import type { Rule } from "./rule.ts";

const verb =
  /^(?:show|add|use|recommend|include|offer|suggest|display|bring in|bring|mix in|put in|give(?: me)?|find|list|take)\s+(?:me |us |also |in |some |what |things |products? |items? |those |that |which )*(.+)$/i;
const people =
  "(?:(?:other|most|many|all|some)\\s+)?(?:customers?|people|shoppers?|buyers?|others?|users?|visitors?|everybody|everyone)";

/** Sources by what they find, for those who do not know their names. */
const descriptions: readonly (readonly [RegExp, string])[] = [
  [
    new RegExp(`\\b${people}\\b.*\\b(?:look(?:ed|s)?|view(?:ed|s)?|saw|see|browsed?|click(?:ed)?)\\b`, "i"),
    "find.customers-also-viewed",
  ],
  [/\b(?:similar|comparable|alternatives?|like (?:this|it|these))\b/i, "find.customers-also-viewed"],
  [
    new RegExp(`\\b${people}\\b.*\\b(?:buy|buys|bought|purchased?|order(?:ed)?|take)\\b`, "i"),
    "find.customers-also-bought",
  ],
  [
    /\b(?:bought|buys?|purchased) (?:together|with|as well|too|alongside)\b|\b(?:go(?:es)?|fits?|pairs?) (?:well )?with\b|\bcomplementary\b|\baccessories\b|\badd-?ons?\b/i,
    "find.customers-also-bought",
  ],
  [
    /\b(?:sells?|sold|selling) (?:best|most|well|the most)\b|\b(?:most|best) (?:sold|popular|loved)\b|\bpopular\b|\bhits\b|\bfavou?rites\b/i,
    "find.best-sellers",
  ],
  [
    /\b(?:hot|popular|in demand|rising|selling|trending) (?:right )?(?:now|at the moment|today|lately|these days|this week)\b|\bin fashion\b/i,
    "find.trending",
  ],
  [
    /\b(?:bought|ordered|purchased) (?:before|already|last time|in the past)\b|\bbuy (?:it )?again\b|\breorder\b/i,
    "find.bought-before",
  ],
];

/** A source that is identified by what it finds. */
export const useFinder: Rule = {
  like: "show what other customers bought with it",
  read(part, sketch) {
    const { manifests } = sketch.situation;
    const what = verb.exec(part)?.[1];
    // A place is said of a node, which goes by its name.
    if (what === undefined || /\s(?:after|before|between)\s/i.test(what)) return false;
    if (what.split(/\s*,\s*(?:and\s+)?|\s+and\s+/i).every((name) => typeNamed(name, manifests) !== undefined))
      return false;
    const manifest = manifests.get(descriptions.find(([pattern]) => pattern.test(what))?.[1] ?? "");
    if (manifest === undefined) return false;
    if (sketch.ofType(manifest.type).length > 0) throw new NotDone(`${manifest.title} is in this pipeline already.`);
    joinList(sketch, addFinder(sketch, manifest.type));
    return true;
  },
};
