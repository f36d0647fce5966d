import { short } from "./node-names.ts";
import { NotDone } from "./not-done.ts";
import { type AssistantSituation, type Proposal, sentenceLimit } from "./proposal.ts";
import { addNodes } from "./rules/add-nodes.ts";
import { answerCount } from "./rules/answer-count.ts";
import { boostProducts } from "./rules/boost-products.ts";
import { addNote, removeNode, renameNode, replaceNode } from "./rules/change-node.ts";
import { connectNodes } from "./rules/connect-nodes.ts";
import { exploreShare } from "./rules/explore-share.ts";
import { fallBack } from "./rules/fall-back.ts";
import { fuseLists } from "./rules/fuse-lists.ts";
import { keepProducts } from "./rules/keep-products.ts";
import { pinProducts } from "./rules/pin-products.ts";
import { preferNew } from "./rules/prefer-new.ts";
import { quota } from "./rules/quota.ts";
import type { Rule } from "./rules/rule.ts";
import { setField } from "./rules/set-field.ts";
import { sortProducts } from "./rules/sort-products.ts";
import { startPipeline } from "./rules/start-pipeline.ts";
import { Sketch } from "./sketch.ts";
import { splitSentence } from "./split-sentence.ts";

/**
 * The grammar: ways of asking, tried in this order for each part of a sentence. What is said of products (quotas, counts,
 * boosts) stands before what is said of nodes, since “limit”, “first” and “stock” are names of nodes as well.
 */
const grammar: readonly Rule[] = [
  addNote,
  startPipeline,
  quota,
  answerCount,
  exploreShare,
  pinProducts,
  fallBack,
  sortProducts,
  preferNew,
  removeNode,
  renameNode,
  replaceNode,
  connectNodes,
  boostProducts,
  keepProducts,
  fuseLists,
  setField,
  addNodes,
];

/** An example of every way of asking, as `docs/assistant.md` lists them. */
export const waysOfAsking: readonly string[] = grammar.map((rule) => rule.like);

/** Reads a sentence by rules alone: the edits that it asks for, and what of it was not understood. */
export function readSentence(sentence: string, situation: AssistantSituation): Pick<Proposal, "edits" | "misread"> {
  if (sentence.length > sentenceLimit) {
    const reason = `A sentence may have up to ${sentenceLimit} characters: say it in steps.`;
    return { edits: [], misread: [{ part: short(sentence), reason }] };
  }
  const sketch = new Sketch(situation);
  const misread = splitSentence(sentence).flatMap((part) => {
    const reason = readPart(part, sketch);
    return reason === undefined ? [] : [{ part: short(part), reason }];
  });
  return { edits: sketch.edits, misread };
}

/** Does what one part asks for; says why not otherwise. */
function readPart(part: string, sketch: Sketch): string | undefined {
  try {
    const before = sketch.edits.length;
    if (!sketch.attempt(() => grammar.some((rule) => rule.read(part, sketch))))
      return "Not understood by the rules that read it.";
    return sketch.edits.length === before && !/^(?:fuse|merge|blend|combine)/i.test(part)
      ? "It is so already."
      : undefined;
  } catch (error) {
    if (error instanceof NotDone) return error.message;
    throw error;
  }
}
