import { type Random, shuffle } from "../seeded-random.ts";

/**
 * How often each column is chosen when a selector sees random halves of the rows, 0–1, by complementary pairs
 * (Meinshausen and Bühlmann 2010; Shah and Samworth 2013). `select` returns column indices for the rows it is given.
 */
export function stabilitySelection(
  rows: number,
  columns: number,
  pairs: number,
  select: (rows: Uint32Array) => readonly number[],
  random: Random,
  onPair: (done: number) => void = () => {},
): Float64Array {
  const chosen = new Float64Array(columns);
  const order = Uint32Array.from({ length: rows }, (_, i) => i);
  const half = rows >> 1;
  for (let pair = 0; pair < pairs; pair++) {
    shuffle(order, random);
    for (const part of [order.slice(0, half), order.slice(half, 2 * half)])
      for (const column of select(part)) chosen[column] = chosen[column]! + 1 / (2 * pairs);
    onPair(pair + 1);
  }
  return chosen;
}
