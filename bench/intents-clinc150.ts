import { classifyIntent } from "@aisle/learn/intents/intent-classifier";
import { examplesAt, type IntentExamples } from "@aisle/learn/intents/intent-examples";
import { trainIntentClassifier } from "@aisle/learn/intents/train-intent-classifier";
import { seededRandom } from "@aisle/learn/seeded-random";
import { embedTexts, readLabelledTexts } from "./intents/embedded-texts.ts";
import { accuracyOf, calibrationErrorOf } from "./intents/intent-figures.ts";
import { dataFile, option } from "./learn/csv-table.ts";

/**
 * CLINC150: 150 intents and questions out of scope. Trained on `train`, `val`, `oos_train` and `oos_val`, whose held-out
 * part sets temperature and threshold. `--test FILE` and `--oos FILE` (text, intent) are the test; without them the
 * visible halves `test_part1` and `oos_test_part1`. A rejected in-scope question counts as wrong.
 */
export async function bench(args: string[]) {
  const began = performance.now();
  const file = (name: string) => dataFile(`intents-clinc150/${name}.csv.gz`);
  const read = (name: string) => readLabelledTexts(file(name));
  const train = [...read("train"), ...read("val"), ...read("oos_train"), ...read("oos_val")];
  const test = readLabelledTexts(option(args, "test") ?? file("test_part1"));
  const oos = readLabelledTexts(option(args, "oos") ?? file("oos_test_part1"), { unlabelled: true });
  // A test file may hold both kinds; each goes to its side.
  const inside = test.filter(({ intent }) => intent !== "oos");
  const outside = [...oos, ...test.filter(({ intent }) => intent === "oos")];
  const { examples, embedSeconds } = await embedTexts([train, inside, outside]);
  const started = performance.now();
  const cpuBefore = process.cpuUsage();
  const seed = Number(option(args, "seed") ?? 1);
  const random = seededRandom(seed);
  const model = trainIntentClassifier(examples[0]!, {}, { random });
  const trainSeconds = (performance.now() - started) / 1000;
  // On a shared machine the clock also counts the others.
  const trainCpuSeconds = process.cpuUsage(cpuBefore).user / 1e6;
  const answer = (set: IntentExamples) =>
    set.texts.map((text, row) => classifyIntent(model, text, examplesAt(set, [row]).embeddings));
  const answers = answer(examples[1]!);
  const foreign = answer(examples[2]!);
  const { intents } = examples[1]!;
  const right = answers.filter(({ intent }, row) => intent === intents[row]).length;
  return {
    suite: "intents-clinc150",
    figures: {
      split: option(args, "test") ? "test file" : "visible half of the test",
      seed,
      trainRows: train.length,
      testRows: inside.length,
      oosRows: outside.length,
      inScopeAccuracy: fixed(right / answers.length),
      oosRecall: fixed(foreign.filter(({ intent }) => intent === null).length / foreign.length),
      accuracyWithoutRejection: accuracyOf(answers, intents),
      rejectedInScope: fixed(answers.filter(({ intent }) => intent === null).length / answers.length),
      calibrationError: calibrationErrorOf(answers, intents),
      heldOutAccuracy: fixed(model.info.metrics.heldOutAccuracy!),
      trainSeconds: Number(trainSeconds.toFixed(1)),
      trainCpuSeconds: Number(trainCpuSeconds.toFixed(1)),
      seconds: Number(((performance.now() - began) / 1000).toFixed(1)),
      embedSeconds: Number(embedSeconds.toFixed(1)),
      peakMemoryMb: Math.round(process.resourceUsage().maxRSS / 1024),
    },
  };
}

const fixed = (value: number) => Number(value.toFixed(4));
