import type { Product } from "@aisle/runtime/node-sdk/product";
import { ExploreOdds, oddsBelow } from "./explore-odds.ts";

/** What may stand in each of the first places after `rank.explore`, before it draws. */
export interface SlotOdds {
  /** By place: the products that may stand there at odds of their own; what the pool adds comes on top. */
  readonly places: readonly (readonly (readonly [id: string, odds: number])[])[];
  /** Products that each explored place may draw, all at the same odds. */
  readonly pool: readonly string[];
  /** By place: the odds of each product of the pool. */
  readonly poolOdds: readonly number[];
}

const minOdds = 1e-9;

/** The odds of the first `count` places, out of the products that come in and the node's configuration. */
export function exploreSlotOdds(
  products: readonly Product[],
  config: { readonly share: number; readonly places: number; readonly pool: number },
  count: number,
): SlotOdds | undefined {
  const { share } = config;
  const head = products.slice(0, config.places);
  const tail = products.slice(config.places);
  const size = Math.min(config.pool, tail.length);
  const shown = Math.min(count, products.length);
  const still = ({ id }: Product): readonly [string, number][] => [[id, 1]];
  if (share === 0 || size === 0)
    return { places: products.slice(0, shown).map(still), pool: [], poolOdds: Array<number>(shown).fill(0) };
  const isPinned = (item: Product) => item.effects.some((effect) => effect.rule === "pin");
  const free = head.flatMap((item, place) => (isPinned(item) ? [] : [place]));
  const explored = free.slice(0, Math.min(size, free.length));
  const odds = new ExploreOdds(explored.length, size, share);
  // Odds further below are not worked out.
  if (shown > Math.min(head.length + oddsBelow, products.length)) return undefined;
  const places: (readonly (readonly [string, number])[])[] = [];
  const poolOdds: number[] = [];
  for (let place = 0; place < shown; place++) {
    const draws = explored.includes(place);
    poolOdds.push(draws ? share / size : 0);
    if (place < head.length) {
      places.push(draws ? [[head[place]!.id, 1 - share]] : still(head[place]!));
      continue;
    }
    const offset = place - head.length;
    const madeWay = explored.map((at, rank) => [head[at]!.id, odds.madeWay(rank, offset)] as const);
    // Those further down stand below this place, whatever is drawn.
    const notDrawn = tail
      .slice(0, Math.min(size, offset + 1))
      .map(({ id }, index) => [id, odds.notDrawn(index, offset)] as const);
    const below = offset >= size ? [[tail[offset]!.id, 1] as const] : [];
    places.push([...(offset < size ? [...madeWay, ...notDrawn] : below)].filter(([, p]) => p > minOdds));
  }
  return { places, pool: tail.slice(0, size).map(({ id }) => id), poolOdds };
}

/** The odds of a product in a place; 0 where it cannot stand there. */
export function oddsOf({ places, pool, poolOdds }: SlotOdds, place: number, id: string): number {
  const own = places[place]?.find(([one]) => one === id)?.[1] ?? 0;
  const drawn = poolOdds[place] ?? 0;
  return drawn > 0 && pool.includes(id) ? own + drawn : own;
}
