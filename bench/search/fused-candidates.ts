/** Ranked ids of each way to retrieve, for one query. */
export interface Candidates {
  readonly keywords: readonly string[];
  readonly meaning: readonly string[];
}

/** Weights of one reciprocal rank fusion. */
export interface Fusion {
  readonly k: number;
  readonly keywordWeight: number;
}

/** The first ten of a weighted reciprocal rank fusion, as the Fuse node computes it. */
export function fuseTen({ keywords, meaning }: Candidates, { k, keywordWeight }: Fusion): string[] {
  const scores = new Map<string, number>();
  for (const [at, id] of keywords.entries()) scores.set(id, keywordWeight / (k + at + 1));
  for (const [at, id] of meaning.entries()) scores.set(id, (scores.get(id) ?? 0) + 1 / (k + at + 1));
  return [...scores]
    .sort((a, b) => b[1] - a[1])
    .slice(0, 10)
    .map(([id]) => id);
}

/** The fusions that are tried. */
export const fusions: readonly Fusion[] = [10, 20, 60].flatMap((k) =>
  [0.5, 1, 1.5, 2, 3, 4].map((keywordWeight) => ({ k, keywordWeight })),
);
