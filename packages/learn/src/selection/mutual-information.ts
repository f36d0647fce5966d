import { contingency, type DiscreteColumn } from "./selection-data.ts";

/**
 * Mutual information of two discrete columns in nats, with the bias correction of Miller (1955) and Madow:
 * (levels seen jointly − levels of each + 1) / 2n is taken off; never below 0.
 */
export function binnedMutualInformation(a: DiscreteColumn, b: DiscreteColumn): number {
  const counts = contingency(a, b);
  const n = a.codes.length;
  if (n === 0) return 0;
  const ofA = new Float64Array(a.levels);
  const ofB = new Float64Array(b.levels);
  for (let i = 0; i < a.levels; i++)
    for (let j = 0; j < b.levels; j++) {
      ofA[i] = ofA[i]! + counts[i * b.levels + j]!;
      ofB[j] = ofB[j]! + counts[i * b.levels + j]!;
    }
  let sum = 0;
  let joint = 0;
  for (let i = 0; i < a.levels; i++)
    for (let j = 0; j < b.levels; j++) {
      const count = counts[i * b.levels + j]!;
      if (count === 0) continue;
      joint++;
      sum += (count / n) * Math.log((count * n) / (ofA[i]! * ofB[j]!));
    }
  const seen = (totals: Float64Array) => totals.reduce((found, total) => found + (total > 0 ? 1 : 0), 0);
  return Math.max(0, sum - (joint - seen(ofA) - seen(ofB) + 1) / (2 * n));
}

/** Entropy of a discrete column in nats (plug-in). */
export function entropyOf({ codes, levels }: DiscreteColumn): number {
  const counts = new Float64Array(levels);
  for (const code of codes) counts[code] = counts[code]! + 1;
  return counts.reduce(
    (sum, count) => (count > 0 ? sum - (count / codes.length) * Math.log(count / codes.length) : sum),
    0,
  );
}
