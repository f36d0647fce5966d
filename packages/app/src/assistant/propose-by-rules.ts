import type { Registry } from "@aisle/runtime/node-sdk/registry";
import { checkEdits } from "./check-edits.ts";
import { describeChange } from "./describe-change.ts";
import { short } from "./node-names.ts";
import { ProductNeeded } from "./product-needed.ts";
import type { AssistantSituation, Proposal } from "./proposal.ts";
import { type Reading, readSentence } from "./read-sentence.ts";
import { cutsFor, suggestionsFor } from "./suggestions.ts";

/** What a sentence asks for, read by rules alone and checked on a trial copy of the graph. */
export async function proposeByRules(
  sentence: string,
  situation: AssistantSituation,
  registry: Registry,
): Promise<Proposal> {
  const { edits, misread, remarks, action, nearest } = await readWithProducts(sentence, situation);
  const checked = await checkEdits(edits, situation, registry);
  // Trying what could be said takes longer than reading: it is for those who need it.
  const isLost = edits.length === 0 || misread.length > 0 || !checked.ok;
  const suggestions =
    action?.do === "show-slowest" ? cutsFor(situation) : isLost ? suggestionsFor(situation, nearest) : [];
  if (!checked.ok) {
    const reason = `It cannot be done: ${checked.reason}.`;
    return {
      by: "rules",
      edits: [],
      changes: [],
      problems: [],
      remarks: [],
      misread: [{ part: short(sentence), reason }],
      suggestions,
    };
  }
  const changes = describeChange(edits, situation.graph, situation.manifests, situation.shop.currency);
  const asked = action === undefined ? {} : { action };
  return { by: "rules", edits, changes, problems: checked.problems, misread, remarks, suggestions, ...asked };
}

/** Titles that one sentence may ask the catalog for. */
const maxTitles = 5;

/** Reads a sentence; where it names products by title, asks the catalog for them and reads it again. */
async function readWithProducts(sentence: string, situation: AssistantSituation): Promise<Reading> {
  const products = new Map(situation.products);
  for (;;) {
    try {
      return readSentence(sentence, { ...situation, products });
    } catch (error) {
      if (!(error instanceof ProductNeeded)) throw error;
      const found = products.size < maxTitles ? await situation.findProducts?.(error.text) : undefined;
      products.set(error.text, found ?? []);
    }
  }
}
