import { fileText } from "../learn/csv-table.ts";

/** Sequences of items by user. */
export type Sequences = ReadonlyMap<string, readonly string[]>;

/** Reads lines `user item item …` in time order, gzipped or not, parted by spaces, tabs or commas. */
export function readSequences(path: string): Sequences {
  const sequences = new Map<string, string[]>();
  for (const line of fileText(path).split(/\r?\n/)) {
    const [user, ...items] = line.trim().split(/[\s,]+/);
    // A line of names, as CSV files begin with, holds no item.
    if (!user || items.length === 0 || !items.every((item) => /^\d+$/.test(item))) continue;
    sequences.set(user, [...(sequences.get(user) ?? []), ...items]);
  }
  if (sequences.size === 0) throw new Error(`${path} holds no line "user item item …" with whole numbers for items.`);
  return sequences;
}

/** Attributes of items by id: fine-grained categories and brand, as numbers. */
export function readAttributes(path: string): Readonly<Record<string, number[]>> {
  return JSON.parse(fileText(path));
}
