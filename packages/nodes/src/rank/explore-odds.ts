/** Places below the explored ones whose odds are worked out. */
export const oddsBelow = 48;

/** ln n!, for the largest pool and more. */
const logFactorials = [0];
for (let n = 1; n <= 1000; n++) logFactorials.push(logFactorials[n - 1]! + Math.log(n));
const logChoose = (n: number, k: number) => logFactorials[n]! - logFactorials[k]! - logFactorials[n - k]!;

/**
 * What exploration does to the places below the explored ones. Of `places` places each draws with probability `share`, K of them in all
 * (binomial), from a pool of `pool` products without replacement; the K products that had to make way follow in their order, then the
 * pool without what was drawn.
 */
export class ExploreOdds {
  readonly #places: number;
  readonly #pool: number;
  readonly #share: number;
  readonly #notDrawn = new Map<number, number>();

  constructor(places: number, pool: number, share: number) {
    this.#places = places;
    this.#pool = pool;
    this.#share = share;
  }

  /** P(the product of explored place `place`, from 0, is the `rank`th, from 0, of those that made way). */
  madeWay(place: number, rank: number): number {
    return this.#share * this.#drawing(place, rank);
  }

  /** P(product `index` of the pool, from 0, is not drawn and stands `offset` places below the explored ones). */
  notDrawn(index: number, offset: number): number {
    const key = index * oddsBelow + offset;
    let odds = this.#notDrawn.get(key);
    if (odds === undefined) {
      odds = this.#sumNotDrawn(index, offset);
      this.#notDrawn.set(key, odds);
    }
    return odds;
  }

  /** P(exactly `k` of `n` places draw). */
  #drawing(n: number, k: number): number {
    return Math.exp(logChoose(n, k)) * this.#share ** k * (1 - this.#share) ** (n - k);
  }

  /** Sums over K: with `above` of the pool's first `index` products drawn, the product stands at K + index − above. */
  #sumNotDrawn(index: number, offset: number): number {
    const others = this.#pool - 1;
    let odds = 0;
    for (let k = Math.max(0, offset - index); k <= Math.min(offset, this.#places, others); k++) {
      const above = k + index - offset;
      if (above > index || k - above > others - index) continue;
      const hypergeometric = Math.exp(
        logChoose(index, above) + logChoose(others - index, k - above) - logChoose(others, k),
      );
      odds += this.#drawing(this.#places, k) * (1 - k / this.#pool) * hypergeometric;
    }
    return odds;
  }
}
