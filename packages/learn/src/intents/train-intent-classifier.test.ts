import { describe, expect, it } from "vitest";
import { normalDraw, seededRandom } from "../seeded-random.ts";
import { heldOutFolds } from "./held-out-folds.ts";
import { classifyIntent } from "./intent-classifier.ts";
import { embeddingAt, examplesAt, type IntentExamples } from "./intent-examples.ts";
import { loadIntentClassifier, saveIntentClassifier } from "./save-intent-classifier.ts";
import { trainIntentClassifier } from "./train-intent-classifier.ts";

const dimension = 16;
const phrases: Record<string, readonly string[]> = {
  order_status: ["where is my parcel", "has my order shipped", "track my delivery"],
  return_policy: ["can I send it back", "how do I return shoes", "refund for a return"],
  size: ["which size fits me", "is it true to size", "do they run small"],
};

/** Noisy embeddings around one direction per intent; those out of scope point anywhere else. */
function made(perIntent: number, outside: number, seed: number, noise = 0.35): IntentExamples {
  const random = seededRandom(seed);
  const texts: string[] = [];
  const intents: (string | null)[] = [];
  const rows: number[] = [];
  for (const [c, name] of Object.keys(phrases).entries())
    for (let k = 0; k < perIntent; k++) {
      texts.push(`${phrases[name]![k % 3]} ${k}`);
      intents.push(name);
      for (let d = 0; d < dimension; d++) rows.push((d === c ? 1 : 0) + (noise * normalDraw(random)) / 2);
    }
  for (let k = 0; k < outside; k++) {
    texts.push(`tell me a joke about ${k}`);
    intents.push(null);
    for (let d = 0; d < dimension; d++) rows.push((d === 4 + (k % 10) ? 1 : 0) + (noise * normalDraw(random)) / 2);
  }
  return { texts, intents, embeddings: Float32Array.from(rows), dimension };
}

const answersTo = (model: ReturnType<typeof trainIntentClassifier>, set: IntentExamples) =>
  set.texts.map((text, row) => classifyIntent(model, text, embeddingAt(set, row)));

describe("the intent classifier", () => {
  const train = made(40, 0, 1);
  const model = trainIntentClassifier(train, { buckets: 1024 });
  const test = made(60, 60, 2);

  it("names intents it was taught, with confidence that is about as often right", () => {
    const answers = answersTo(model, examplesAt(test, [...Array(180).keys()]));
    const right = answers.filter(({ ranked }, row) => ranked[0]!.intent === test.intents[row]).length / 180;
    expect(right).toBeGreaterThan(0.95);
    const confidence = answers.reduce((sum, answer) => sum + answer.confidence, 0) / 180;
    expect(Math.abs(confidence - right)).toBeLessThan(0.08);
    for (const { ranked } of answers)
      expect(ranked.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 6);
  });

  it("turns away what lies far from every intent, with no example of that", () => {
    const answers = answersTo(model, test);
    const rejected = (from: number, to: number) =>
      answers.slice(from, to).filter(({ intent }) => intent === null).length / (to - from);
    expect(rejected(180, 240)).toBeGreaterThan(0.8);
    expect(rejected(0, 180)).toBeLessThan(0.1);
  });

  it("weighs the signals again once it has seen such examples", () => {
    const taught = trainIntentClassifier(made(40, 40, 1), { buckets: 1024, inScopeShare: 0.95 });
    expect(taught.gate.weights).not.toEqual(model.gate.weights);
    const answers = answersTo(taught, test).slice(180);
    expect(answers.filter(({ intent }) => intent === null).length / 60).toBeGreaterThan(0.8);
  });

  it("explains by the nearest examples of the intent", () => {
    const { because, ranked } = classifyIntent(model, train.texts[0]!, embeddingAt(train, 0));
    expect(because).toHaveLength(3);
    expect(because[0]!.text).toBe(train.texts[0]);
    expect(because[0]!.similarity).toBeGreaterThan(0.98);
    for (const { text } of because) expect(train.intents[train.texts.indexOf(text)]).toBe(ranked[0]!.intent);
  });

  it("answers the same after saving and loading; damaged bytes are refused", () => {
    const bytes = saveIntentClassifier(model);
    const loaded = loadIntentClassifier(bytes);
    expect(answersTo(loaded, test)).toEqual(answersTo(model, test));
    bytes[bytes.length - 3]! ^= 4;
    expect(() => loadIntentClassifier(bytes)).toThrow(/checksum/);
  });

  it("gives the same model twice", () => {
    const again = trainIntentClassifier(train, { buckets: 1024 });
    expect(again.regression.weights).toEqual(model.regression.weights);
  });

  it("stays finite for empty, endless and odd texts and for a zero embedding", () => {
    for (const text of ["", "?!", "a".repeat(100_000), "Größe? 尺码 👟"]) {
      const { confidence, ranked } = classifyIntent(model, text, new Float32Array(dimension));
      expect(confidence).toBeGreaterThan(0);
      expect(ranked).toHaveLength(3);
    }
    expect(() => classifyIntent(model, "x", new Float32Array(3))).toThrow(/16 dimensions/);
  });

  it("refuses examples it cannot learn from", () => {
    expect(() => trainIntentClassifier({ ...train, intents: train.intents.map(() => "one") })).toThrow(/two intents/);
    expect(() => trainIntentClassifier({ ...train, dimension: 15 })).toThrow(/embedding values/);
    const broken = train.embeddings.slice();
    broken[7] = Number.NaN;
    expect(() => trainIntentClassifier({ ...train, embeddings: broken })).toThrow(/finite/);
    expect(() => trainIntentClassifier(train, { buckets: 1000 })).toThrow(/power of two/);
  });

  it("can be stopped", () => {
    expect(() => trainIntentClassifier(train, { buckets: 64 }, { signal: { aborted: true } })).toThrow(/cancelled/);
  });

  it("holds every row back once, classes spread evenly, and never a class's only example", () => {
    const labels = Int32Array.of(0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2);
    const folds = heldOutFolds([...labels.keys()], labels, seededRandom(3));
    expect(folds.flatMap(({ test }) => test).sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    for (const { train: training, test: held } of folds) {
      expect(held.map((row) => labels[row])).toEqual([0, 1]);
      expect(training).toContain(10);
    }
  });
});
