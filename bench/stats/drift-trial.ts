import { isDegenerate } from "@aisle/stats/degenerate";
import { binaryZ } from "@aisle/stats/drift/binary-z";
import { chiSquareContingency, chiSquareGoodnessOfFit } from "@aisle/stats/drift/chi-square-tests";
import { domainClassifier } from "@aisle/stats/drift/domain-classifier";
import { fisherExact } from "@aisle/stats/drift/fisher-exact";
import { kolmogorovSmirnov } from "@aisle/stats/drift/kolmogorov-smirnov";
import { mmd } from "@aisle/stats/drift/mmd";
import { interleavingTest } from "@aisle/stats/ranking/interleaving-test";
import { pairedRandomisation } from "@aisle/stats/ranking/paired-randomisation";
import { pairedT } from "@aisle/stats/ranking/paired-t";
import { normalDraw, type Random } from "@aisle/stats/seeded-random";
import type { Tally } from "./tally.ts";

/**
 * Tests that reject at most as often as they promise: exact tests of counts, whose p takes few values, the asymptotic
 * KS at small samples, and the domain classifier, whose folds count as fully dependent.
 */
export const carefulDriftTests = /drift\.(ks|fisher|domain)|ranking\.interleaving/;

const drawMany = (n: number, draw: () => number) => Float64Array.from({ length: n }, draw);

/** One A/A experiment for every test of drift and of two rankings, at 5 %, and for their intervals at 95 %. */
export function driftTrial(random: Random, rejected: Tally, covered: Tally): void {
  const note = (name: string, result: { readonly pValue: number } | { readonly degenerate: string }) => {
    if (!isDegenerate(result)) rejected.add(name, (result as { pValue: number }).pValue <= 0.05);
  };
  const [before, now] = [drawMany(80, random), drawMany(60, random)];
  note("drift.ksExact", kolmogorovSmirnov(before, now, { method: "exact" }));
  note("drift.ksAsymptotic", kolmogorovSmirnov(before, now, { method: "asymptotic" }));

  const weights = [4, 3, 2, 1];
  const [a, b] = [categories(400, weights, random), categories(300, weights, random)];
  note("drift.chiSquareContingency", chiSquareContingency([a, b]));
  note("drift.chiSquareGoodnessOfFit", chiSquareGoodnessOfFit(a, weights));
  const [yesA, yesB] = [a[0]!, b[0]!];
  note("drift.binaryZ", binaryZ(yesA, 400, yesB, 300));
  note("drift.fisherExact", fisherExact(yesA, 400 - yesA, yesB, 300 - yesB));

  const embeddings = (rows: number) => ({
    values: drawMany(rows * 3, () => normalDraw(random)),
    rows,
    columns: 3,
  });
  note("drift.mmd", mmd(embeddings(14), embeddings(12), { random, permutations: 39 }));
  note("drift.domainClassifier", domainClassifier(embeddings(40), embeddings(40), { random }));

  const scores = drawMany(40, random);
  const others = scores.map((score) => score + 0.2 * normalDraw(random));
  const t = pairedT(scores, others);
  note("ranking.pairedT", t);
  if (!isDegenerate(t)) covered.add("ranking.pairedT", t.interval[0] <= 0 && t.interval[1] >= 0);
  note("ranking.pairedRandomisation", pairedRandomisation(scores, others, { random, samples: 199 }));
  const credits = Array.from({ length: 200 }, () => (random() < 0.5 ? { a: 1, b: 0 } : { a: 0, b: 1 }));
  const preference = interleavingTest(credits);
  note("ranking.interleaving", preference);
  if (!isDegenerate(preference))
    covered.add("ranking.interleaving", preference.shareA[0] <= 0.5 && preference.shareA[1] >= 0.5);
}

function categories(n: number, weights: readonly number[], random: Random): Float64Array {
  const counts = new Float64Array(weights.length);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  for (let i = 0; i < n; i++) {
    let left = random() * total;
    let k = 0;
    while (k < weights.length - 1 && left >= weights[k]!) left -= weights[k++]!;
    counts[k] = counts[k]! + 1;
  }
  return counts;
}
