import { SoftmaxDescent, type SoftmaxWeights, softmaxScores } from "../linear/softmax-regression.ts";
import { shuffle } from "../seeded-random.ts";
import { checkpoint, randomOf, type TrainingControl } from "../training-control.ts";
import { requireMemory } from "../training-memory.ts";
import { rememberExamples } from "./example-memory.ts";
import { fitTemperature, logLoss } from "./fit-temperature.ts";
import { heldOutFolds } from "./held-out-folds.ts";
import { type IntentClassifier, rankIntents } from "./intent-classifier.ts";
import { checkExamples, embeddingAt, examplesAt, type IntentExamples } from "./intent-examples.ts";
import { featureRows, type IntentFeatures, intentFeatures, learnRarity } from "./intent-features.ts";
import { fitScopeGate, type ScopeGoal, type ScopeSignals } from "./scope-gate.ts";

/** How an intent classifier is trained; the defaults were chosen on held-out parts of real question sets. */
export interface IntentOptions extends Partial<ScopeGoal> {
  readonly epochs?: number;
  readonly rate?: number;
  readonly l2?: number;
  /** Length given to each embedding and to each row of n-grams: what each part counts. */
  readonly embeddingLength?: number;
  readonly ngramLength?: number;
  /** Buckets for n-grams, a power of two; memory is 4 bytes × buckets × intents. */
  readonly buckets?: number;
}

const defaults = {
  epochs: 8,
  rate: 0.3,
  l2: 0.001,
  embeddingLength: 8,
  ngramLength: 1.5,
  buckets: 1 << 15,
  inScopeShare: 0.99,
};
const maxWeights = 100_000_000;

type Settings = typeof defaults;
type Fitted = Pick<IntentClassifier, "features" | "regression" | "memory">;

/**
 * Trains a multinomial logistic regression on sentence embeddings and hashed n-grams. Held-out examples (one part of seven
 * of 2,000 or more examples, else all in five folds) set the temperature and the out-of-scope threshold; then it learns from all.
 * Examples whose intent is null teach only the threshold. Memory: 4 bytes per weight of the final model and of each part's,
 * and 2 kB a text. Throws `IntentExamplesError` for fewer than two intents, `RangeError` where the weights would take more
 * than 400 MB, `TrainingTooLarge` where all of it is too much.
 */
export function trainIntentClassifier(
  examples: IntentExamples,
  options: IntentOptions = {},
  control: TrainingControl = {},
): IntentClassifier {
  const intents = checkExamples(examples);
  const settings: Settings = { ...defaults, ...options };
  const { buckets } = settings;
  if (buckets < 2 || (buckets & (buckets - 1)) !== 0 || (buckets + examples.dimension) * intents.length > maxWeights)
    throw new RangeError(`buckets must be a power of two with at most ${maxWeights} weights in all, not ${buckets}.`);
  const parts = examples.texts.length >= 2000 ? 2 : 6;
  requireMemory(
    control,
    "This classifier",
    4 * parts * (buckets + examples.dimension) * intents.length + 2000 * examples.texts.length,
    "Use fewer buckets, or merge intents.",
  );
  const placeOf = new Map(intents.map((intent, c) => [intent, c]));
  const labels = Int32Array.from(examples.intents, (intent) => (intent === null ? -1 : placeOf.get(intent)!));
  const known = [...labels.keys()].filter((row) => labels[row]! >= 0);
  const outside = [...labels.keys()].filter((row) => labels[row]! < 0);
  const random = randomOf(control);

  const held = { scores: [] as number[], labels: [] as number[], rows: [] as number[] };
  const models: Fitted[] = [];
  const modelOf: number[] = [];
  const folds = heldOutFolds(known, labels, random);
  for (const [f, { train, test }] of folds.entries()) {
    const part = { ...control, random };
    const fitted = fit(
      examplesAt(examples, train),
      labelsAt(labels, train),
      intents.length,
      settings,
      part,
      `held-out part ${f + 1} of ${folds.length}`,
    );
    models.push(fitted);
    const scores = new Float64Array(intents.length);
    for (const row of test) {
      softmaxScores(
        fitted.regression,
        intentFeatures(fitted.features, examples.texts[row]!, embeddingAt(examples, row)),
        scores,
      );
      held.scores.push(...scores);
      held.labels.push(labels[row]!);
      held.rows.push(row);
      modelOf.push(f);
    }
  }
  const heldScores = { scores: Float64Array.from(held.scores), labels: held.labels, classes: intents.length };
  const temperature = fitTemperature(heldScores);

  let right = 0;
  const probabilities = new Float64Array(intents.length);
  const signalsOf = (f: number, row: number) =>
    rankIntents({ ...models[f]!, temperature }, examples.texts[row]!, embeddingAt(examples, row), probabilities);
  const inside: ScopeSignals[] = held.rows.map((row, k) => {
    const { order, signals } = signalsOf(modelOf[k]!, row);
    if (order[0] === labels[row]) right++;
    return signals;
  });
  const gate = fitScopeGate(
    inside,
    outside.map((row) => signalsOf(0, row).signals),
    settings,
  );

  const final = fit(
    examplesAt(examples, known),
    labelsAt(labels, known),
    intents.length,
    settings,
    { ...control, random },
    "all examples",
  );
  return {
    intents,
    ...final,
    temperature,
    gate,
    info: {
      window: { from: null, to: null, ...examples.window, rows: examples.texts.length },
      parameters: { ...settings },
      metrics: {
        heldOutAccuracy: right / Math.max(1, held.rows.length),
        heldOutLogLoss: logLoss(heldScores, temperature),
        temperature,
      },
    },
  };
}

function labelsAt(labels: Int32Array, rows: readonly number[]): Int32Array {
  return Int32Array.from(rows, (row) => labels[row]!);
}

function fit(
  examples: IntentExamples,
  labels: Int32Array,
  classes: number,
  settings: Settings,
  control: TrainingControl & { random: () => number },
  stage: string,
): Fitted {
  const ngrams = { shortest: 3, longest: 4, buckets: settings.buckets };
  const features: IntentFeatures = {
    dimension: examples.dimension,
    ngrams,
    embeddingLength: settings.embeddingLength,
    ngramLength: settings.ngramLength,
    rarity: learnRarity(examples.texts, ngrams),
  };
  const rows = examples.texts.map((text, row) => intentFeatures(features, text, embeddingAt(examples, row)));
  const regression: SoftmaxWeights = { classes, weights: new Float32Array(featureRows(features) * classes) };
  const descent = new SoftmaxDescent(regression);
  const order = Uint32Array.from(rows.keys());
  for (let epoch = 0; epoch < settings.epochs; epoch++) {
    shuffle(order, control.random);
    const step = { rate: settings.rate * (1 - epoch / settings.epochs), l2: settings.l2, free: 1, damping: 1 };
    let loss = 0;
    for (const row of order) loss += descent.step(rows[row]!, labels[row]!, 1, step);
    checkpoint(control, { stage, done: epoch + 1, total: settings.epochs, metrics: { loss: loss / rows.length } });
  }
  return { features, regression, memory: rememberExamples(examples, labels, classes) };
}
