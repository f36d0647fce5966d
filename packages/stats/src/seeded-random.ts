/** A source of uniform numbers in [0, 1). Every randomised statistic takes one by argument; none has its own. */
export type Random = () => number;

/**
 * A small seeded generator (sfc32, period about 2^127): the same seed gives the same stream on every machine.
 * The seed is a whole number or a text; 53 random bits a draw.
 *
 * @source Doty-Humphrey, PractRand sfc32
 */
export function seededRandom(seed: number | string): Random {
  let [a, b, c, counter] = seedWords(String(seed));
  const next = (): number => {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return t >>> 0;
  };
  for (let i = 0; i < 16; i++) next();
  return () => ((next() >>> 5) * 67_108_864 + (next() >>> 6)) / 9_007_199_254_740_992;
}

/** A standard normal draw by the polar method; takes a varying number of uniforms. */
export function normalDraw(random: Random): number {
  for (;;) {
    const u = 2 * random() - 1;
    const v = 2 * random() - 1;
    const s = u * u + v * v;
    if (s > 0 && s < 1) return u * Math.sqrt((-2 * Math.log(s)) / s);
  }
}

/** Shuffles in place (Fisher–Yates) and returns the same array. */
export function shuffleInPlace<T extends { length: number; [index: number]: unknown }>(items: T, random: Random): T {
  for (let i = items.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const swapped = items[i];
    items[i] = items[j];
    items[j] = swapped;
  }
  return items;
}

function seedWords(text: string): [number, number, number, number] {
  const words: [number, number, number, number] = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 1];
  for (let i = 0; i < text.length; i++) {
    const k = i & 3;
    words[k] = Math.imul((words[k] ?? 0) ^ text.charCodeAt(i), 0x85ebca6b) ^ ((words[k] ?? 0) >>> 13);
  }
  return words;
}
