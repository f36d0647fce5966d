import { inEnglish } from "./in-english.ts";
import { nearestWay } from "./nearest-way.ts";
import { short } from "./node-names.ts";
import { NotDone } from "./not-done.ts";
import { type AssistantSituation, type Proposal, sentenceLimit } from "./proposal.ts";
import { addNodes } from "./rules/add-nodes.ts";
import { answerCount } from "./rules/answer-count.ts";
import { askStudio } from "./rules/ask-studio.ts";
import { blendShares } from "./rules/blend-shares.ts";
import { boostProducts } from "./rules/boost-products.ts";
import { addNote, removeNode, renameNode, replaceNode } from "./rules/change-node.ts";
import { connectNodes } from "./rules/connect-nodes.ts";
import { excludeBought } from "./rules/exclude-bought.ts";
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
import { useFinder } from "./rules/use-finder.ts";
import { Sketch } from "./sketch.ts";
import { splitSentence } from "./split-sentence.ts";
import { withoutSlips } from "./without-slips.ts";

/**
 * The grammar: ways of asking, tried in this order for each part of a sentence. What is said of products (quotas, counts,
 * boosts) stands before what is said of nodes, since “limit”, “first” and “stock” are names of nodes as well.
 */
const grammar: readonly Rule[] = [
  addNote,
  askStudio,
  startPipeline,
  quota,
  answerCount,
  exploreShare,
  excludeBought,
  pinProducts,
  fallBack,
  sortProducts,
  blendShares,
  preferNew,
  removeNode,
  renameNode,
  replaceNode,
  connectNodes,
  boostProducts,
  useFinder,
  keepProducts,
  fuseLists,
  setField,
  addNodes,
];

/** An example of every way of asking, as `docs/assistant.md` lists them. */
export const waysOfAsking: readonly string[] = grammar.map((rule) => rule.like);

/** What a sentence was read as: by rules alone. */
export type Reading = Pick<Proposal, "edits" | "misread" | "remarks" | "action"> & {
  /** Sentences that are read, and near to what was not. */
  readonly nearest: readonly string[];
};

/**
 * Reads a sentence by rules alone: the edits that it asks for, and what of it was not understood. Throws `ProductNeeded` when it
 * names a product by a title that nobody has looked for yet.
 */
export function readSentence(sentence: string, situation: AssistantSituation): Reading {
  if (sentence.length > sentenceLimit) {
    const reason = `A sentence may have up to ${sentenceLimit} characters: say it in steps.`;
    return { edits: [], misread: [{ part: short(sentence), reason }], remarks: [], nearest: [] };
  }
  const sketch = new Sketch(situation);
  const nearest: string[] = [];
  const misread = splitSentence(inEnglish(sentence)).flatMap((part) => {
    const reason = readPart(part, sketch);
    if (reason === undefined) return [];
    if (reason !== notRead) return [{ part: short(part), reason }];
    const near = nearestWay(part, waysOfAsking);
    nearest.push(near);
    return [{ part: short(part), reason: `Not understood. The nearest that is: “${near}”.` }];
  });
  const { edits, remarks, action } = sketch;
  return { edits, misread, remarks, nearest, ...(action === undefined ? {} : { action }) };
}

const notRead = "";

/** Does what one part asks for, as it stands or else with its slips of the hand put right; says why not otherwise. */
function readPart(part: string, sketch: Sketch): string | undefined {
  const reason = tryPart(part, sketch);
  if (reason === undefined) return undefined;
  const corrected = withoutSlips(part, sketch.situation);
  // A note and a title are taken as they are written.
  if (corrected === part || /^(?:add |put |write |leave )?(?:a )?note\b|^(?:rename|retitle|call)\b/i.test(part))
    return reason;
  return tryPart(corrected, sketch) === undefined ? undefined : reason;
}

function tryPart(part: string, sketch: Sketch): string | undefined {
  try {
    const before = sketch.edits.length;
    const { action } = sketch;
    if (!sketch.attempt(() => grammar.some((rule) => rule.read(part, sketch)))) return notRead;
    const isSo = sketch.edits.length === before && sketch.action === action;
    return isSo && !/^(?:fuse|merge|blend|combine)/i.test(part) ? "It is so already." : undefined;
  } catch (error) {
    if (error instanceof NotDone) return error.message;
    throw error;
  }
}
