/** How text is cut into hashed pieces. */
export interface NgramOptions {
  /** Shortest and longest run of characters inside a word, its edges included. */
  readonly shortest: number;
  readonly longest: number;
  /** Buckets that pieces are hashed into: a power of two. */
  readonly buckets: number;
}

/** Pieces of a text by bucket: how often each occurs. */
export type NgramCounts = ReadonlyMap<number, number>;

/** Characters of a text that are read; a longer one is a paste, not a question. */
const maxTextLength = 2000;

/**
 * Counts the pieces of a text: runs of characters inside each word with its edges marked, whole words, and pairs of
 * neighbouring words, each hashed to a bucket (the hashing trick, Weinberger et al. 2009). Case and accents are ignored.
 */
export function hashedNgrams(text: string, { shortest, longest, buckets }: NgramOptions): NgramCounts {
  const counts = new Map<number, number>();
  const add = (piece: string, seed: number) => {
    const bucket = hash(piece, seed) & (buckets - 1);
    counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
  };
  const words = wordsOf(text);
  for (const [i, word] of words.entries()) {
    add(word, 1);
    if (i > 0) add(`${words[i - 1]} ${word}`, 2);
    const marked = `<${word}>`;
    for (let length = shortest; length <= longest; length++)
      for (let at = 0; at + length <= marked.length; at++) add(marked.slice(at, at + length), 3);
  }
  return counts;
}

function wordsOf(text: string): string[] {
  const plain = text.slice(0, maxTextLength).normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return plain.match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** FNV-1a over UTF-16 units (Fowler, Noll & Vo), mixed once more because only its low bits are used. */
function hash(text: string, seed: number): number {
  let h = 0x811c9dc5 ^ seed;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  return (h ^ (h >>> 13)) >>> 0;
}
