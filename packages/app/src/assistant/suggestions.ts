import { headOfList } from "./product-lists.ts";
import type { AssistantSituation } from "./proposal.ts";
import { readSentence } from "./read-sentence.ts";
import { Sketch } from "./sketch.ts";

const starts = [
  "recommend what customers also bought, in stock, 8 products",
  "search by words and by meaning, only in stock",
  "show what is trending, allow 2 of a category",
];

/** Three sentences that would change something here, the most useful first. */
export function suggestionsFor(situation: AssistantSituation): readonly string[] {
  if (situation.graph.nodes.length === 0) return starts;
  const { brands } = situation.shop;
  const wishes = [
    "use best sellers when there is nothing",
    "allow 2 of a category",
    "answer with 8 products",
    brands[0] === undefined ? "hide products under 10 euros" : `boost ${brands[0]} by 20%`,
    "hide products under 10 euros",
    "explore 10%",
    "add best sellers",
    "add an answer",
    "only in stock",
    "cheapest first",
    "note: what this pipeline is for",
  ];
  // Nothing of it is worth saying while no list leads to the answer.
  const first = headOfList(new Sketch(situation)) === undefined ? ["add best sellers", "add an answer"] : [];
  return [...new Set([...first, ...wishes])]
    .filter((wish) => {
      const { edits, misread } = readSentence(wish, situation);
      return edits.length > 0 && misread.length === 0;
    })
    .slice(0, 3);
}
