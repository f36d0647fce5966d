import type { NamedProduct } from "../proposal.ts";
import type { Sketch } from "../sketch.ts";
import type { Rule } from "./rule.ts";

const undo =
  /^(?:(?:please )?(?:undo|revert|reverse|roll ?back|cancel|withdraw|rewind)(?:\s+(?:that|it|this|everything|(?:the|your|my) (?:last|latest|previous)(?: (?:change|step|edit|one|thing))?|(?:the|your|those|these) (?:changes?|steps?|edits?)|what you (?:just )?did)(?: again)?)?|(?:take|put|turn|bring) (?:that|it|this|everything|the last (?:change|step|one)|what you did) back(?: again)?|take back (?:that|it|the last (?:change|step|one)|your (?:last )?change|what you did)|(?:put|make) it (?:back )?(?:as|like|how|the way) it was(?: before)?|go back(?: one step| a step)?|never ?mind)$/i;
const publish =
  /^(?:publish|go live|deploy|release|ship|launch|activate)(?:\s+(?:it|this|that|now|the (?:pipeline|draft|changes|shelf)|this (?:pipeline|draft|shelf)|everything|live|to the shop|please))*$|^(?:put|make|set|take|bring|push|get) (?:it|this|that|the (?:pipeline|draft|changes)|everything) (?:live|online|public|into production|to production)(?: now)?$/i;
const slow =
  /^(?:(?:please )?(?:make|get|can you make|could you make) (?:it|this|that|the (?:pipeline|answer|shelf|endpoint|page)|everything) (?:much |a lot |a bit |a little )?(?:faster|quicker|snappier)(?: please)?|speed (?:it|this|that|things|the (?:pipeline|answer|shelf|endpoint)) up|speed up(?: (?:it|this|the (?:pipeline|answer|shelf|endpoint)))?|(?:why is )?(?:it|this|the (?:pipeline|answer|shelf|endpoint))(?: is|['’]s)? (?:far |much |way |a bit |so |very )*(?:too )?slow(?: today| now)?|(?:it|this|the (?:pipeline|answer|shelf|endpoint)) takes (?:too|so|very) long|(?:what|which (?:step|node|one)) (?:is|takes) (?:the )?(?:slowest|slow|so slow|so long|(?:the )?longest|most(?: of the)? time)(?: here)?|(?:what|where) (?:takes|costs|is|goes) (?:so much |the |all the |so long|the most )*time(?: (?:spent|lost|going))?|faster(?: please)?|(?:reduce|lower|cut|improve) (?:the )?(?:latency|response times?|time))$/i;
const why =
  /^why\s+(?:not\s+|is|are|does|do|did|was|were|isn['’]?t|aren['’]?t|don['’]?t|doesn['’]?t|didn['’]?t|can['’]?t|is not|do not)\s*(?:(?:i|we|you|they|people|shoppers|customers)\s+(?:not\s+)?(?:see|get|show|find|have|recommend)\s+)?(?:the |this |that |these |those )?(.*)$/i;
/** What is said of a product after its name. */
const ofPlace =
  /\s+(?:come|comes|came|appear|appears|shown?|showing|first|second|third|last|at|on|in|so|not|missing|gone|here|there|stand|stands|up|down|high|higher|low|lower|recommended|displayed|listed|rank|ranked|ranking|above|below|before|after|always|never|being|hidden|included|part|number|top|no)\b.*$/i;

/** What a sentence asks of the studio itself: to undo, to publish, to explain, to show what takes time. */
export const askStudio: Rule = {
  like: "undo that",
  read(part, sketch) {
    if (undo.test(part)) sketch.action = { do: "undo" };
    else if (publish.test(part)) sketch.action = { do: "publish" };
    else if (slow.test(part)) sketch.action = { do: "show-slowest" };
    else {
      const asked = why.exec(part);
      if (asked === null) return false;
      const product = productAsked(asked[1]!, sketch);
      sketch.action = product === undefined ? { do: "why" } : { do: "why", product };
    }
    return true;
  },
};

/** The product that is asked about: by its id, or the only one of the title; several are chosen from in the dialog. */
function productAsked(text: string, sketch: Sketch): NamedProduct | undefined {
  const id = /(?:^|\s)([\w.:/#]*-?\d[\w.:/#-]*)(?:\s|$)/.exec(text)?.[1];
  const name = text
    .replace(ofPlace, "")
    .replace(/^(?:products?|items?|ones?)\b\s*|\s+(?:products?|items?)$/gi, "")
    .trim();
  if (name === "" || /^(?:it|this|that|product|item|one)$/i.test(name)) return undefined;
  const found = sketch.productsCalled(name);
  if (found.length === 1) return found[0];
  return id === undefined ? undefined : { id, title: id };
}
