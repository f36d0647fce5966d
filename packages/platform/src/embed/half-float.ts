let table: Float32Array | undefined;

function floatOfHalf(half: number): number {
  const sign = half >> 15 ? -1 : 1;
  const exponent = (half >> 10) & 31;
  const fraction = half & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** Widens IEEE 754 binary16 words to float32; exact for every word. */
export function halfToFloat(words: Uint16Array): Float32Array {
  table ??= Float32Array.from({ length: 65536 }, (_, half) => floatOfHalf(half));
  const floats = new Float32Array(words.length);
  for (let i = 0; i < words.length; i++) floats[i] = table[words[i]!]!;
  return floats;
}
