import { titleOf } from "./node-names.ts";
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
export function suggestionsFor(situation: AssistantSituation, nearest: readonly string[] = []): readonly string[] {
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
  return understood([...nearest, ...first, ...wishes], situation);
}

/** What may be cut so that the answer comes sooner: what finds most, and what explores or searches by meaning. */
export function cutsFor(situation: AssistantSituation): readonly string[] {
  const { graph, manifests } = situation;
  const lists = graph.nodes
    .filter(({ type, config }) => type.startsWith("find.") && typeof config.limit === "number" && config.limit > 40)
    .sort((a, b) => Number(b.config.limit) - Number(a.config.limit))
    .map((node) => `set the limit of ${titleOf(node, manifests)} to ${Math.ceil(Number(node.config.limit) / 20) * 10}`);
  const meaning = graph.nodes.some(({ type }) => type === "find.vector-search")
    ? ["remove vector search and embed text"]
    : [];
  return understood([...lists, ...meaning, "answer with 8 products"], situation);
}

/** The first three that would change something here. */
function understood(wishes: readonly string[], situation: AssistantSituation): readonly string[] {
  const { findProducts: _, ...without } = situation;
  return [...new Set(wishes)]
    .filter((wish) => {
      const { edits, misread } = readSentence(wish, without);
      return edits.length > 0 && misread.length === 0;
    })
    .slice(0, 3);
}
