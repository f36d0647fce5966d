import { AisleError } from "@aisle/runtime/errors";
import type { LanguageModel } from "@aisle/runtime/node-sdk/language-model";
import type { Registry } from "@aisle/runtime/node-sdk/registry";
import { checkEdits } from "./check-edits.ts";
import { describeChange } from "./describe-change.ts";
import { applyOperations, modelAnswer, modelAnswerSchema } from "./model-operations.ts";
import { systemPrompt, userPrompt } from "./model-prompt.ts";
import { short } from "./node-names.ts";
import { NotDone } from "./not-done.ts";
import type { AssistantSituation, Proposal } from "./proposal.ts";
import { proposeByRules } from "./propose-by-rules.ts";
import { putSample } from "./put-sample.ts";
import { Sketch } from "./sketch.ts";
import { suggestionsFor } from "./suggestions.ts";

/** Of one question, and of the whole conversation. */
const timeoutMs = 20_000;
const patienceMs = 40_000;
const maxTokens = 2_000;

type Read =
  | { readonly ok: true; readonly proposal: Proposal }
  | { readonly ok: false; readonly reason: string; readonly remark?: string };

/**
 * Asks the language model for the edits that a sentence means. Its answer is checked as everyone's edits are; one that cannot
 * be applied is sent back once with what is wrong. When that fails too, or the model is away, the rules answer and say so.
 */
export async function proposeByModel(
  sentence: string,
  situation: AssistantSituation,
  registry: Registry,
  model: LanguageModel,
): Promise<Proposal> {
  const byRules = async (note: string) => ({ ...(await proposeByRules(sentence, situation, registry)), note });
  const system = systemPrompt(situation);
  const signal = AbortSignal.timeout(patienceMs);
  const ask = (user: string) =>
    model.ask({
      system,
      user,
      schema: { name: "changes", json: modelAnswerSchema },
      temperature: 0.1,
      maxTokens: maxTokens,
      timeoutMs,
      signal,
    });
  const wish = userPrompt(sentence, situation);
  try {
    const first = await read(() => ask(wish), situation, registry, "first");
    if (first.ok) return first.proposal;
    if (first.remark !== undefined)
      return byRules(
        `The language model found nothing to change (“${short(first.remark)}”). The rules read it instead.`,
      );
    const secondWish = `${wish}\nYour last answer could not be applied: ${first.reason} Answer again, whole.`;
    const second = await read(() => ask(secondWish), situation, registry, "last");
    if (second.ok) return second.proposal;
    return byRules("The language model's answer could not be applied. The rules read the sentence instead.");
  } catch (error) {
    if (!(error instanceof AskFailed)) throw error;
    return byRules(`${error.message} The rules read the sentence instead.`);
  }
}

/** No answer came of the language model; the message says why. */
class AskFailed extends Error {}

async function read(
  ask: () => ReturnType<LanguageModel["ask"]>,
  situation: AssistantSituation,
  registry: Registry,
  attempt: "first" | "last",
): Promise<Read> {
  const sketch = new Sketch(situation);
  try {
    const parsed = modelAnswer.safeParse((await answerOf(ask)).value);
    if (!parsed.success) {
      const words = parsed.error.issues.slice(0, 5).map(({ path, message }) => `${path.join(".")}: ${message}`);
      return { ok: false, reason: `${words.join("; ")}.` };
    }
    const { operations, remark = "no reason given" } = parsed.data;
    if (operations.length === 0) return { ok: false, reason: remark, remark };
    applyOperations(parsed.data, sketch);
    const request = sketch.withRole("trigger");
    if (request !== undefined && situation.graph.nodes.length === 0)
      putSample(sketch, sketch.ofType("find.keyword-search").length > 0, request);
  } catch (error) {
    if (error instanceof NotDone) return { ok: false, reason: error.message };
    if (error instanceof AisleError && error.code === "language.bad-answer")
      return { ok: false, reason: `${error.message} Answer with JSON of the schema alone.` };
    throw error;
  }
  const checked = await checkEdits(sketch.edits, situation, registry);
  if (!checked.ok) return { ok: false, reason: `${checked.reason}.` };
  const wrong = checked.problems.filter(({ severity }) => severity === "error");
  // Some wishes leave something to fix, such as taking the answer away: asked twice, they are shown with their problems.
  if (wrong.length > 0 && attempt === "first")
    return {
      ok: false,
      reason: wrong.map(({ node, field, message }) => `${node} ${field ?? ""}: ${message}`).join(" "),
    };
  return {
    ok: true,
    proposal: {
      by: "model",
      edits: sketch.edits,
      changes: describeChange(sketch.edits, situation.graph, situation.manifests, situation.shop.currency),
      problems: checked.problems,
      misread: [],
      remarks: [],
      suggestions: suggestionsFor(situation),
    },
  };
}

/** The model's answer; whatever else than a bad one is thrown, the sentence can still be read by the rules. */
async function answerOf(ask: () => ReturnType<LanguageModel["ask"]>) {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof AisleError && error.code === "language.bad-answer") throw error;
    throw new AskFailed(error instanceof AisleError ? error.message : "The language model cannot be asked.", {
      cause: error,
    });
  }
}
