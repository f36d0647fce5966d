import { takeAmount } from "./how-much.ts";

/** Products that are said to stand higher, lower or last, and by how much. */
export interface Weighing {
  readonly target: string;
  readonly way: "raise" | "lower" | "last";
  /** As said: above 1 also where products are to stand lower. */
  readonly factor: number | undefined;
  /** False where the words may mean something else: then a target that names no products is no mistake. */
  readonly sure: boolean;
}

const raising =
  "boost|promote|raise|favou?r|prefer|push|push up|lift|highlight|feature|prioriti[sz]e|emphasi[sz]e|uprank|advertise|strengthen";
const burying = "bury|demote|push down|downrank|de-?prioriti[sz]e|play down|sink|de-?emphasi[sz]e";
const lowering = "lower|reduce|weaken|tone down|downweight";
const putting = "put|place|show|move|bring|list|display|rank|push|get|have|set|let|send|place|shift|pull|i want|see";
const upward =
  "first|up|up front|upfront|higher(?: up)?|further up|more (?:often|prominently)|(?:on|at|to|towards?) the (?:very )?(?:top|front|beginning|start|head)|on top|forward|ahead|in front|at first";
const downward =
  "last|down|lower(?: down)?|further (?:down|back)|less (?:often|prominently)|(?:on|at|to|towards?) the (?:very )?(?:end|bottom|back)|behind|in the back|downwards?";
const being =
  "(?:should |must |shall |ought to |need to |have to |can |to )?(?:always )?(?:come|go|be|appear|stand|rank|show up|show|be shown|be listed|be displayed|move|get)";
const giving = "give|add|grant|assign";
const gain =
  "(?:a |an |some |more |extra |higher |added )*(?:push|lift|boost|priority|preference|weight|prominence|visibility|attention|exposure|bonus|emphasis)";
/** What is said of where, and asks for nothing more. */
const somewhere =
  /\s+(?:please|here|(?:in|into|on|onto|to|at|of) (?:the|this|our|my) (?:mix|shelf|list|page|home ?page|results?|row|recommendations|answer|blend|store|shop|site|selection)|again)$/i;

const forms: readonly (readonly [RegExp, Weighing["way"], boolean])[] = [
  [new RegExp(`^(?:${burying})\\s+(?<what>.+)$`, "i"), "last", true],
  [new RegExp(`^(?:${putting})\\s+(?<what>.+?)\\s+(?:${downward})$`, "i"), "last", false],
  [new RegExp(`^(?:${putting})\\s+(?:${downward})\\s+(?<what>.+)$`, "i"), "last", false],
  [new RegExp(`^(?:${lowering})\\s+(?<what>.+)$`, "i"), "lower", false],
  [new RegExp(`^(?<what>.+?)\\s+${being}\\s+(?:${downward})$`, "i"), "last", false],
  [
    /^(?:show |give |recommend |have |display |list |use |with )?(?:fewer|less|not so many|not that many|not as many)(?: of)?\s+(?<what>.+)$/i,
    "last",
    false,
  ],
  [
    /^(?:(?:there (?:are|is)|we have|we see|i see|we show|it shows|we get|i get|you show)\s+)?(?:far |way |much )?too (?:many|much)\s+(?<what>.+)$/i,
    "last",
    false,
  ],
  [new RegExp(`^(?<what>.+?)\\s+(?:${downward})$`, "i"), "last", false],
  [
    new RegExp(
      `^(?:${giving})\\s+${gain}\\s+(?:of\\s+(?<by>\\S+(?: percent| %)?)\\s+)?(?:to|for|on)\\s+(?<what>.+)$`,
      "i",
    ),
    "raise",
    true,
  ],
  [new RegExp(`^(?:${giving})\\s+(?<what>.+?)\\s+${gain}(?:\\s+of\\s+(?<by>.+))?$`, "i"), "raise", true],
  [/^increase\s+(?<what>.+?)(?:\s+by\s+(?<by>.+))?$/i, "raise", false],
  [new RegExp(`^(?:${putting})\\s+(?<what>.+?)\\s+(?:${upward})$`, "i"), "raise", false],
  [new RegExp(`^(?:${putting})\\s+(?:${upward})\\s+(?<what>.+)$`, "i"), "raise", false],
  [new RegExp(`^(?<what>.+?)\\s+${being}\\s+(?:${upward})$`, "i"), "raise", false],
  [new RegExp(`^(?:${raising})\\s+(?<what>.+)$`, "i"), "raise", true],
  [
    /^(?:show |give |recommend |have |display |list |add |bring |bring in |use |we need |include )?(?:us )?(?:some )?more(?: of)?\s+(?<what>(?!than\b).+)$/i,
    "raise",
    false,
  ],
  [new RegExp(`^(?<what>.+?)\\s+(?:${upward})$`, "i"), "raise", false],
];

/** What is said to stand higher, lower or last, in every way that it may be meant, the likeliest first. */
export function raisedOrLowered(part: string): readonly Weighing[] {
  // “Raise the limit to 40” sets a field.
  if (/\s(?:to|=)\s*[\d.,]+\D*$/.test(part)) return [];
  const plain = withoutPlace(part);
  const amount = takeAmount(plain);
  return forms.flatMap(([form, way, sure]) => {
    const found = form.exec(amount.rest)?.groups;
    if (found?.what === undefined) return [];
    const inner = takeAmount(withoutPlace(found.what));
    const by = found.by === undefined ? undefined : takeAmount(`x by ${found.by}`).factor;
    return [{ target: inner.rest, way, factor: amount.factor ?? by ?? inner.factor, sure }];
  });
}

function withoutPlace(text: string): string {
  const rest = text.replace(somewhere, "");
  return rest === text || rest === "" ? text : withoutPlace(rest);
}
