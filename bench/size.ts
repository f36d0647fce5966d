import { seededRandom } from "@aisle/learn/seeded-random";
import { chooseSize } from "@aisle/learn/size/choose-size";
import { calibrationError, sizeProbabilities } from "@aisle/learn/size/size-probabilities";
import { trainSizeModel } from "@aisle/learn/size/train-size-model";
import { dataFile, option } from "./learn/csv-table.ts";
import { partOf, readSizeHistory, sizes } from "./learn/size-history.ts";

/**
 * Clothes sizes from weight, age and height. `--truth FILE` trains on all visible rows and tests on the file's;
 * without it the last 15 % of the visible rows are the test. The commonest size of the training rows is the baseline.
 */
export async function bench(args: string[]) {
  const began = performance.now();
  const seed = Number(option(args, "seed") ?? 1);
  const visible = readSizeHistory(option(args, "data") ?? dataFile("fit-clothes-size/customers.csv.gz"));
  const truth = option(args, "truth");
  const cut = Math.floor(visible.measures.rows * 0.85);
  const train = truth ? visible : partOf(visible, 0, cut);
  const test = truth ? readSizeHistory(truth) : partOf(visible, cut, visible.measures.rows);
  const random = seededRandom(seed);
  const started = performance.now();
  const model = trainSizeModel(train, { sizes }, { random });
  const trainSeconds = (performance.now() - started) / 1000;

  const classes = sizes.length;
  const probabilities = sizeProbabilities(model, test.measures);
  const { rows } = test.measures;
  let right = 0;
  let near = 0;
  let between = 0;
  let betweenRight = 0;
  let sureRight = 0;
  for (let i = 0; i < rows; i++) {
    const row = probabilities.subarray(i * classes, (i + 1) * classes);
    const choice = chooseSize(row, model.nearCredit, model.betweenMargin);
    const off = Math.abs(choice.size - test.sizes[i]!);
    if (off === 0) right++;
    if (off <= 1) near++;
    if (choice.between === undefined) sureRight += off === 0 ? 1 : 0;
    else {
      between++;
      if (off === 0 || choice.between === test.sizes[i]) betweenRight++;
    }
  }
  const common = mostCommon(train.sizes);
  return {
    suite: "size",
    figures: {
      split: truth
        ? "all visible rows, test on the truth file"
        : "first 85 % of the visible rows, test on the last 15 %",
      seed,
      trainRows: train.measures.rows,
      testRows: rows,
      accuracy: fixed(right / rows),
      accuracyInterval: interval(right, rows),
      withinOne: fixed(near / rows),
      withinOneInterval: interval(near, rows),
      baselineAccuracy: fixed(share(test.sizes, (size) => size === common)),
      baselineWithinOne: fixed(share(test.sizes, (size) => Math.abs(size - common) <= 1)),
      calibrationError: fixed(calibrationError(probabilities, test.sizes, classes)),
      temperature: fixed(model.temperature),
      betweenShare: fixed(between / rows),
      betweenHoldsTruth: fixed(betweenRight / Math.max(1, between)),
      oneSizeAccuracy: fixed(sureRight / Math.max(1, rows - between)),
      rounds: model.info.metrics.rounds!,
      trainSeconds: fixed(trainSeconds),
      seconds: fixed((performance.now() - began) / 1000),
      peakMemoryMb: Math.round(process.resourceUsage().maxRSS / 1024),
    },
  };
}

function mostCommon(values: ArrayLike<number>): number {
  const counts = new Float64Array(sizes.length);
  for (let i = 0; i < values.length; i++) counts[values[i]!] = counts[values[i]!]! + 1;
  return counts.indexOf(Math.max(...counts));
}

function share(values: ArrayLike<number>, holds: (value: number) => boolean): number {
  let count = 0;
  for (let i = 0; i < values.length; i++) if (holds(values[i]!)) count++;
  return count / values.length;
}

/** The 95 % interval of a share (Wilson 1927). */
function interval(count: number, rows: number): string {
  const z = 1.959964;
  const p = count / rows;
  const middle = (p + (z * z) / (2 * rows)) / (1 + (z * z) / rows);
  const half = (z * Math.sqrt((p * (1 - p)) / rows + (z * z) / (4 * rows * rows))) / (1 + (z * z) / rows);
  return `${(middle - half).toFixed(4)}–${(middle + half).toFixed(4)}`;
}

const fixed = (value: number) => Number(value.toFixed(4));
