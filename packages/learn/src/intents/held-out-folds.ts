import { type Random, shuffle } from "../seeded-random.ts";

/** Rows to learn from and rows to check on. */
export interface HeldOutFold {
  readonly train: number[];
  readonly test: number[];
}

/** From this many examples on, one held-out part says enough. */
const manyExamples = 2000;

/**
 * Parts rows into folds, each class spread over them evenly: one fold that holds a seventh back where there are 2,000 rows
 * or more, else five that hold every row back once. A class's only example stays in training.
 */
export function heldOutFolds(rows: readonly number[], labels: Int32Array, random: Random): HeldOutFold[] {
  const parts = rows.length >= manyExamples ? 7 : 5;
  const foldCount = rows.length >= manyExamples ? 1 : parts;
  const byClass = new Map<number, number[]>();
  for (const row of rows) {
    const members = byClass.get(labels[row]!);
    if (members) members.push(row);
    else byClass.set(labels[row]!, [row]);
  }
  const partOf = new Map<number, number>();
  for (const members of byClass.values()) {
    if (members.length < 2) continue;
    for (const [k, row] of shuffle(members, random).entries()) partOf.set(row, k % parts);
  }
  return Array.from({ length: foldCount }, (_, part) => ({
    train: rows.filter((row) => partOf.get(row) !== part),
    test: rows.filter((row) => partOf.get(row) === part),
  }));
}
