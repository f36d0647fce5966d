/**
 * A well-mixed 64-bit hash of a text, as two unsigned 32-bit halves: for sketches, not for secrets. The same on every
 * machine.
 *
 * @equation none
 * @source Appleby, MurmurHash3 (rounds and fmix32 of two 32-bit lanes over UTF-16 code units)
 */
export function hashText(text: string): readonly [number, number] {
  hash(text);
  return [high >>> 0, low >>> 0];
}

/**
 * The first 53 bits of `hashText` as one number, without a pair that would be made for each text.
 *
 * @equation 2²¹ high + ⌊low / 2¹¹⌋
 * @source definition
 */
export function hashText53(text: string): number {
  hash(text);
  return (high >>> 0) * 2 ** 21 + (low >>> 11);
}

let high = 0;
let low = 0;

function hash(text: string): void {
  let a = 0x9747b28c;
  let b = 0x239b961b;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(rotate(a ^ Math.imul(rotate(Math.imul(unit, 0xcc9e2d51), 15), 0x1b873593), 13), 5) + 0xe6546b64;
    b = Math.imul(rotate(b ^ Math.imul(rotate(Math.imul(unit, 0x85ebca6b), 17), 0xc2b2ae35), 11), 5) + 0x38495ab5;
  }
  a = mix(a ^ text.length);
  b = mix(b ^ text.length ^ a);
  high = mix(a + b);
  low = b;
}

function rotate(x: number, by: number): number {
  return (x << by) | (x >>> (32 - by));
}

function mix(x: number): number {
  let h = x ^ (x >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}
