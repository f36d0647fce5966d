import { classifyIntent } from "@aisle/learn/intents/intent-classifier";
import { examplesAt } from "@aisle/learn/intents/intent-examples";
import { saveIntentClassifier } from "@aisle/learn/intents/save-intent-classifier";
import { trainIntentClassifier } from "@aisle/learn/intents/train-intent-classifier";
import { seededRandom, shuffle } from "@aisle/learn/seeded-random";
import { embedTexts, readLabelledTexts } from "./intents/embedded-texts.ts";
import { accuracyOf, balancedAccuracyOf, calibrationErrorOf } from "./intents/intent-figures.ts";
import { dataFile, option } from "./learn/csv-table.ts";

/**
 * BANKING77: 77 intents of a bank's customers. `--shots 10` (or 5) trains on the published few-shot set instead of the
 * whole. `--test FILE` (text, category) is the test; without it a fifth of the training texts is held out of the training,
 * or with `--shots` all training texts that are not among the shots are the test.
 */
export async function bench(args: string[]) {
  const began = performance.now();
  const shots = option(args, "shots");
  const testFile = option(args, "test");
  const seed = Number(option(args, "seed") ?? 1);
  const all = readLabelledTexts(dataFile("intents-banking77/train.csv.gz"));
  const few = shots === undefined ? undefined : readLabelledTexts(dataFile(`intents-banking77/train_${shots}.csv.gz`));
  const same = (text: string) => text.toLowerCase().replace(/\s+/g, " ").trim();
  const shown = new Set(few?.map(({ text }) => same(text)));
  const order = shuffle([...all.keys()], seededRandom(seed));
  const fifth = Math.floor(all.length / 5);
  const train = few ?? (testFile === undefined ? order.slice(fifth).map((row) => all[row]!) : all);
  const test =
    testFile !== undefined
      ? readLabelledTexts(testFile)
      : few
        ? all.filter(({ text }) => !shown.has(same(text)))
        : order.slice(0, fifth).map((row) => all[row]!);
  const { examples, embedSeconds } = await embedTexts([train, test]);
  const started = performance.now();
  const cpuBefore = process.cpuUsage();
  const model = trainIntentClassifier(examples[0]!, {}, { random: seededRandom(seed) });
  const trainSeconds = (performance.now() - started) / 1000;
  // On a shared machine the clock also counts the others.
  const trainCpuSeconds = process.cpuUsage(cpuBefore).user / 1e6;
  const asked = examples[1]!;
  const answering = performance.now();
  const answers = asked.texts.map((text, row) => classifyIntent(model, text, examplesAt(asked, [row]).embeddings));
  const answerMs = (performance.now() - answering) / answers.length;
  return {
    suite: "intents-banking77",
    section: few ? `intents-banking77 --shots ${shots}` : "intents-banking77",
    figures: {
      split: testFile ? "test file" : few ? "training texts that are not shots" : "a fifth held out at random",
      seed,
      shots: shots ?? "all",
      trainRows: train.length,
      testRows: test.length,
      accuracy: accuracyOf(answers, asked.intents),
      balancedAccuracy: balancedAccuracyOf(answers, asked.intents),
      heldOutAccuracy: Number(model.info.metrics.heldOutAccuracy!.toFixed(4)),
      calibrationError: calibrationErrorOf(answers, asked.intents),
      rejectedShare: Number((answers.filter(({ intent }) => intent === null).length / answers.length).toFixed(4)),
      trainSeconds: Number(trainSeconds.toFixed(1)),
      trainCpuSeconds: Number(trainCpuSeconds.toFixed(1)),
      seconds: Number(((performance.now() - began) / 1000).toFixed(1)),
      embedSeconds: Number(embedSeconds.toFixed(1)),
      answerMs: Number(answerMs.toFixed(2)),
      modelMb: Number((saveIntentClassifier(model).length / 2 ** 20).toFixed(1)),
      peakMemoryMb: Math.round(process.resourceUsage().maxRSS / 1024),
    },
  };
}
