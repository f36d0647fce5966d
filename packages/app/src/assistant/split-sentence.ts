/** Words that begin a part of a sentence: a comma or “and” before them ends the part before. */
const beginnings = [
  "add|insert|put|place|use|include|remove|delete|drop|take|get rid|rename|call|name|set|change|make|allow|let|lower|raise",
  "answer with|answer|send|return|give|show|boost|promote|bury|demote|pin|unpin|hide|exclude|filter|keep|only|no more than",
  "connect|wire|join|disconnect|unwire|fuse|blend|merge|combine|recommend|search|sort|order|explore|replace|swap|limit",
  "in stock|at most|up to|with \\d|\\d+ (?:products?|items?|results?|per|of|from)|(?:one|two|three|four|five) (?:per|of|from)|cheapest|newest|half-life|half life|fall back|fallback|never|note",
].join("|");

const separator = new RegExp(
  `\\s*(?:[;\\n]+|\\.(?=\\s|$)|[!?]+(?=\\s|$)|,?\\s+(?:and then|then|and also)\\s+|(?:,|,?\\s+and|,?\\s+but|,\\s*and)\\s+(?=(?:please\\s+)?(?:${beginnings})\\b))\\s*`,
  "i",
);

/** What is said before a wish, and asks for nothing. */
const leading =
  /^(?:(?:please|kindly|hey|hi|hello|ok|okay|so|well|now|also|and|just|then|maybe|could you|can you|would you|will you|(?:i|we)(?:\s+(?:just|really|only|always))?\s+(?:want|need|wish|would like|like)(?: you)?(?: to)?(?: (?:see|have|show))?|(?:i|we)['’]d like(?: you)?(?: to)?(?: (?:see|have))?|let['’]?s|let us|there should be|it would be nice to)[,:]?\s+)+/i;

/** Cuts what was said into parts that each ask for one thing, in order. */
export function splitSentence(sentence: string): readonly string[] {
  return joined(sentence.split(separator))
    .map((part) =>
      part
        .trim()
        .replace(leading, "")
        .replace(/[\s,.]+$/, ""),
    )
    .filter((part) => part !== "" && !/^(?:please|thanks|thank you)$/i.test(part));
}

const isDirection = /^\s*(?:in )?(?:the )?(?:\S+(?: \S+){0,2} first|\S+ to \S+|ascending|descending)\b[^,]{0,20}$/i;

/** Puts together what belongs together: “if …, use …” and “between … and …”. */
function joined(parts: readonly string[]): readonly string[] {
  const whole: string[] = [];
  for (const part of parts) {
    const last = whole.at(-1) ?? "";
    if (/^\s*(?:sort|order|rank|arrange)\b/i.test(last) && isDirection.test(part)) {
      whole[whole.length - 1] = `${last}, ${part}`;
    } else if (/^\s*(?:if|when)\b/i.test(last) && !/\b(?:use|show|take|send|fall back)\b/i.test(last)) {
      whole[whole.length - 1] = `${last}, ${part}`;
    } else if (/\bbetween\s+(?!.*\sand\s)/i.test(last)) whole[whole.length - 1] = `${last} and ${part}`;
    else whole.push(part);
  }
  return whole;
}
