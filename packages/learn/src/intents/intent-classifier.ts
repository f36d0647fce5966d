import type { ArtefactInfo } from "../artefact/artefact.ts";
import { type SoftmaxWeights, softmaxInPlace, softmaxScores } from "../linear/softmax-regression.ts";
import { type ExampleMemory, nearestCentre, nearestExamples } from "./example-memory.ts";
import { type IntentFeatures, intentFeatures } from "./intent-features.ts";
import { type ScopeGate, type ScopeSignals, scopeScore } from "./scope-gate.ts";

/** A trained intent classifier: plain data. */
export interface IntentClassifier {
  readonly intents: readonly string[];
  readonly features: IntentFeatures;
  readonly regression: SoftmaxWeights;
  /** Scores are divided by this before they become probabilities (Guo et al. 2017). */
  readonly temperature: number;
  readonly memory: ExampleMemory;
  readonly gate: ScopeGate;
  readonly info: Pick<ArtefactInfo, "window" | "parameters" | "metrics">;
}

/** What a text asks for. */
export interface IntentAnswer {
  /** The likeliest intent, or null when the text is out of scope: better handed to a person. */
  readonly intent: string | null;
  /** Calibrated probability of the likeliest intent, as if the text were in scope. */
  readonly confidence: number;
  /** The likeliest intents, most likely first. */
  readonly ranked: readonly { readonly intent: string; readonly probability: number }[];
  /** Why: the nearest training examples of the likeliest intent. */
  readonly because: readonly { readonly text: string; readonly similarity: number }[];
}

/** Intents whose examples are compared for the nearest. */
const nearIntents = 5;

/** Classifies one text with its embedding. Throws `RangeError` for an embedding of another dimension. */
export function classifyIntent(
  model: IntentClassifier,
  text: string,
  embedding: Float32Array,
  { examples = 3, ranked = 3 }: { readonly examples?: number; readonly ranked?: number } = {},
): IntentAnswer {
  const scores = new Float64Array(model.intents.length);
  const { order, signals } = rankIntents(model, text, embedding, scores);
  const best = order[0]!;
  const inScope = scopeScore(model.gate, signals) >= model.gate.threshold;
  return {
    intent: inScope ? model.intents[best]! : null,
    confidence: scores[best]!,
    ranked: order.slice(0, ranked).map((c) => ({ intent: model.intents[c]!, probability: scores[c]! })),
    because: nearestExamples(model.memory, embedding, [best], examples).map((near) => ({
      text: near.text,
      similarity: near.similarity,
    })),
  };
}

/** Fills `probabilities` for one text; returns intents from the likeliest on, and the signals of its scope. */
export function rankIntents(
  model: Pick<IntentClassifier, "features" | "regression" | "temperature" | "memory">,
  text: string,
  embedding: Float32Array,
  probabilities: Float64Array,
): { order: number[]; signals: ScopeSignals } {
  softmaxScores(model.regression, intentFeatures(model.features, text, embedding), probabilities);
  softmaxInPlace(probabilities, model.temperature);
  const order = [...probabilities.keys()].sort((a, b) => probabilities[b]! - probabilities[a]!);
  const confidence = probabilities[order[0]!]!;
  const [nearest] = nearestExamples(model.memory, embedding, order.slice(0, nearIntents), 1);
  return {
    order,
    signals: {
      confidence,
      margin: confidence - probabilities[order[1]!]!,
      nearestCentre: nearestCentre(model.memory, embedding),
      nearestExample: nearest?.similarity ?? 0,
    },
  };
}
