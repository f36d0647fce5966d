import type { Registry } from "@aisle/runtime/node-sdk/registry";
import { changeWords } from "./change-words.ts";
import { checkEdits } from "./check-edits.ts";
import { short } from "./node-names.ts";
import type { AssistantSituation, Proposal } from "./proposal.ts";
import { readSentence } from "./read-sentence.ts";
import { suggestionsFor } from "./suggestions.ts";

/** What a sentence asks for, read by rules alone and checked on a trial copy of the graph. */
export async function proposeByRules(
  sentence: string,
  situation: AssistantSituation,
  registry: Registry,
): Promise<Proposal> {
  const { edits, misread } = readSentence(sentence, situation);
  const checked = await checkEdits(edits, situation, registry);
  const suggestions = suggestionsFor(situation);
  if (!checked.ok) {
    const reason = `It cannot be done: ${checked.reason}.`;
    return {
      by: "rules",
      edits: [],
      changes: [],
      problems: [],
      misread: [{ part: short(sentence), reason }],
      suggestions,
    };
  }
  const changes = changeWords(edits, situation.graph, situation.manifests, situation.shop.currency);
  return { by: "rules", edits, changes, problems: checked.problems, misread, suggestions };
}
