import { cutText } from "@aisle/runtime/cut-text";
import { typeNamed } from "../node-names.ts";
import { NotDone } from "../not-done.ts";
import { addFinder, headOfList, insertAfter, listOut, listsIn } from "../product-lists.ts";
import type { Rule } from "./rule.ts";

const forms = [
  /^(?:use|show|answer with|take|send|give|return|add|put)\s+(.+?)\s+(?:(?:for |in case |only )?(?:when|if|where|in case)\s+.*(?:nothing|empty|none|no |not |fails?|unknown|new).*|as (?:a |the )?(?:fall-?back|back-?up))$/i,
  /^(?:fall back|fallback|default) (?:to|on) (.+?)(?:\s+(?:when|if)\s+.*)?$/i,
  /^(?:when|if)\s+.*?(?:nothing|empty|none|no \w+)(?: is)?(?: found| there| left| comes)?,?\s*(?:then )?(?:use|show|take|fall back to|answer with|send)\s+(.+)$/i,
];

/** What to answer when the list before is empty. */
export const fallBack: Rule = {
  like: "use best sellers when there is nothing",
  read(part, sketch) {
    const match = forms.map((form) => form.exec(part)).find((found) => found !== null);
    if (match === undefined) return false;
    const manifest = typeNamed(match[1]!, sketch.situation.manifests);
    if (manifest === undefined || !manifest.type.startsWith("find."))
      throw new NotDone(`“${cutText(match[1]!, 60)}” is no node that finds products.`);
    const head = headOfList(sketch);
    if (head === undefined) throw new NotDone("Nothing leads to the answer yet: say first what to find.");
    if (head.type === manifest.type) throw new NotDone(`${manifest.title} is what is answered already.`);
    const [there] = sketch.ofType(manifest.type);
    const first = head.type === "logic.first-of" ? head : sketch.add("logic.first-of", head);
    if (first !== head) insertAfter(sketch, head, first);
    const lists = listsIn(sketch, first)!;
    const finder = there ?? addFinder(sketch, manifest.type);
    const out = listOut(sketch, finder)!;
    if (sketch.into(lists).some((edge) => edge.from === out))
      throw new NotDone(`${manifest.title} is used when there is nothing already.`);
    sketch.wire(out, lists);
    return true;
  },
};
