import { arrayOf, decodeArtefact, encodeArtefact, type JsonValue } from "../artefact/artefact.ts";
import { ArtefactError } from "../artefact/artefact-error.ts";
import type { IntentClassifier } from "./intent-classifier.ts";
import { featureRows, type IntentFeatures } from "./intent-features.ts";
import type { ScopeGate } from "./scope-gate.ts";

const kind = "intent-classifier";
const version = 1;

interface SavedState {
  intents: string[];
  features: Omit<IntentFeatures, "rarity">;
  temperature: number;
  gate: ScopeGate;
  texts: string[];
}

/** The bytes of an intent classifier; its examples are inside, because it explains by them. */
export function saveIntentClassifier({
  intents,
  features,
  regression,
  temperature,
  memory,
  gate,
  info,
}: IntentClassifier): Uint8Array {
  const { rarity, ...rest } = features;
  const state: SavedState = { intents: [...intents], features: rest, temperature, gate, texts: [...memory.texts] };
  const { starts, vectors, centres } = memory;
  return encodeArtefact({
    kind,
    version,
    ...info,
    state: state as unknown as { [key: string]: JsonValue },
    arrays: { rarity, weights: regression.weights, starts, vectors, centres },
  });
}

/** Reads a saved classifier. Throws `ArtefactError` when the bytes are damaged, foreign or from a newer version. */
export function loadIntentClassifier(bytes: Uint8Array): IntentClassifier {
  const artefact = decodeArtefact(bytes, { kind, version });
  const { intents, features: rest, temperature, gate, texts } = artefact.state as unknown as SavedState;
  const features = { ...rest, rarity: arrayOf(artefact, "rarity", Float32Array) };
  const weights = arrayOf(artefact, "weights", Float32Array);
  const starts = arrayOf(artefact, "starts", Uint32Array);
  const vectors = arrayOf(artefact, "vectors", Int8Array);
  const fits =
    weights.length === featureRows(features) * intents.length &&
    starts.length === intents.length + 1 &&
    vectors.length === texts.length * features.dimension;
  if (!fits)
    throw new ArtefactError("invalid-contents", "The parts of the classifier do not fit each other. Train it again.");
  const { window, parameters, metrics } = artefact;
  return {
    intents,
    features,
    regression: { classes: intents.length, weights },
    temperature,
    gate,
    memory: {
      dimension: features.dimension,
      starts,
      texts,
      vectors,
      centres: arrayOf(artefact, "centres", Float32Array),
    },
    info: { window, parameters, metrics },
  };
}
