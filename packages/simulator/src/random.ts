import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** A source of uniform numbers in [0, 1). */
export type Random = () => number;

/** The same stream for the same seed on every machine; the seed is a whole number of 32 bits. */
export function seededRandom(seed: number): Random {
  const generator = xoroshiro128plus(seed | 0);
  return () => uniformFloat64(generator);
}

/** A standard normal draw (Box and Muller 1958). */
export function normalDraw(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** An exponential draw with this mean, as the time between independent arrivals. */
export function exponentialDraw(mean: number, random: Random): number {
  return -mean * Math.log(1 - random());
}

/** One of the items, all equally likely; throws a RangeError for none. */
export function pick<T>(items: readonly T[], random: Random): T {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new RangeError("There is nothing to pick from.");
  return item;
}
