import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

/** Sequences of items by user. */
export type Sequences = ReadonlyMap<string, readonly string[]>;

/** Reads lines `user item item …` in time order, gzipped or not, parted by spaces, tabs or commas. */
export function readSequences(path: string): Sequences {
  const bytes = readFileSync(path);
  const text = (path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
  const sequences = new Map<string, string[]>();
  for (const line of text.split(/\r?\n/)) {
    const [user, ...items] = line.trim().split(/[\s,]+/);
    // A line of names, as CSV files begin with, holds no item.
    if (!user || !items.every((item) => /^\d+$/.test(item))) continue;
    sequences.set(user, [...(sequences.get(user) ?? []), ...items]);
  }
  return sequences;
}

/** Attributes of items by id: fine-grained categories and brand, as numbers. */
export function readAttributes(path: string): Readonly<Record<string, number[]>> {
  return JSON.parse(gunzipSync(readFileSync(path)).toString("utf8"));
}
