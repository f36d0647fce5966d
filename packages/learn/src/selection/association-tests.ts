import { contingency, type DiscreteColumn } from "./selection-data.ts";
import { chiSquareTail, fTail } from "./special-functions.ts";

/** A test statistic with the chance of one as large were there no association. */
export interface AssociationTest {
  statistic: number;
  pValue: number;
  /** Set where the test has no answer, the spread within classes being zero up to rounding; the p-value is then 1. */
  degenerate?: "constant";
}

/**
 * One-way analysis of variance (Fisher 1925): do the means of a number differ between classes? Missing left out.
 * Degenerate where no class varies beyond rounding: F would divide by what rounding left.
 */
export function anovaF(raw: Float64Array, classes: ArrayLike<number>): AssociationTest {
  // Sums of distances to one of the values keep what a large common offset would round away.
  const origin = raw.find((value) => !Number.isNaN(value)) ?? 0;
  const values = raw.map((value) => value - origin);
  const groups = new Map<number, { count: number; sum: number }>();
  let count = 0;
  let sum = 0;
  let largest = 0;
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) continue;
    const group = groups.get(classes[i]!) ?? { count: 0, sum: 0 };
    group.count++;
    group.sum += values[i]!;
    groups.set(classes[i]!, group);
    largest = Math.max(largest, Math.abs(raw[i]!));
    count++;
    sum += values[i]!;
  }
  const between = groups.size - 1;
  const within = count - groups.size;
  if (between < 1 || within < 1) return { statistic: 0, pValue: 1 };
  let squaresWithin = 0;
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) continue;
    const group = groups.get(classes[i]!)!;
    squaresWithin += (values[i]! - group.sum / group.count) ** 2;
  }
  let squaresBetween = 0;
  for (const group of groups.values()) squaresBetween += group.count * (group.sum / group.count - sum / count) ** 2;
  if (Math.sqrt(squaresWithin / within) <= 16 * Number.EPSILON * largest)
    return { statistic: 0, pValue: 1, degenerate: "constant" };
  const statistic = squaresBetween / between / (squaresWithin / within);
  return { statistic, pValue: fTail(statistic, between, within) };
}

/** Pearson's chi-square test of independence (1900) of two discrete columns. */
export function chiSquareTest(a: DiscreteColumn, b: DiscreteColumn): AssociationTest {
  const { statistic, degrees } = chiSquare(a, b);
  return { statistic, pValue: degrees > 0 ? chiSquareTail(statistic, degrees) : 1 };
}

/** Strength of association of two discrete columns, 0–1: Cramér's V with the correction of Bergsma (2013). */
export function cramersV(a: DiscreteColumn, b: DiscreteColumn): number {
  const { statistic, degrees, seenA, seenB } = chiSquare(a, b);
  const n = a.codes.length;
  if (degrees === 0 || n < 2) return 0;
  const shrunk = Math.max(0, statistic / n - degrees / (n - 1));
  const sides = Math.min(seenA - (seenA - 1) ** 2 / (n - 1), seenB - (seenB - 1) ** 2 / (n - 1)) - 1;
  return sides > 0 ? Math.min(1, Math.sqrt(shrunk / sides)) : 0;
}

function chiSquare(a: DiscreteColumn, b: DiscreteColumn) {
  const counts = contingency(a, b);
  const n = a.codes.length;
  const ofA = new Float64Array(a.levels);
  const ofB = new Float64Array(b.levels);
  for (let i = 0; i < a.levels; i++)
    for (let j = 0; j < b.levels; j++) {
      ofA[i] = ofA[i]! + counts[i * b.levels + j]!;
      ofB[j] = ofB[j]! + counts[i * b.levels + j]!;
    }
  let statistic = 0;
  for (let i = 0; i < a.levels; i++)
    for (let j = 0; j < b.levels; j++) {
      const expected = (ofA[i]! * ofB[j]!) / n;
      if (expected > 0) statistic += (counts[i * b.levels + j]! - expected) ** 2 / expected;
    }
  const seenA = ofA.filter((total) => total > 0).length;
  const seenB = ofB.filter((total) => total > 0).length;
  return { statistic, degrees: Math.max(0, (seenA - 1) * (seenB - 1)), seenA, seenB };
}
