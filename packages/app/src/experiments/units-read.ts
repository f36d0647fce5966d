import type { Reading } from "@aisle/contracts/reading";

/** Units of all arms in a reading; those of rankings that share answers are in both. */
export function unitsRead(reading: Pick<Reading, "units" | "interleaving"> | null | undefined): number {
  const units = Object.values(reading?.units ?? {});
  if (reading?.interleaving !== undefined) return Math.max(0, ...units);
  return units.reduce((sum, count) => sum + count, 0);
}
