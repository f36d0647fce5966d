/** How well lists put the one right item: shares and means over all predictions. */
export class RankingFigures {
  #count = 0;
  #hits5 = 0;
  #hits10 = 0;
  #gain10 = 0;
  #reciprocal10 = 0;

  /** `rank` is 0 for the first place; not finite where the item was not ranked at all. */
  add(rank: number): void {
    this.#count++;
    if (rank < 5) this.#hits5++;
    if (rank >= 10 || !Number.isFinite(rank)) return;
    this.#hits10++;
    this.#gain10 += 1 / Math.log2(rank + 2);
    this.#reciprocal10 += 1 / (rank + 1);
  }

  get predictions(): number {
    return this.#count;
  }

  get hr5(): number {
    return this.#share(this.#hits5);
  }

  get hr10(): number {
    return this.#share(this.#hits10);
  }

  get ndcg10(): number {
    return this.#share(this.#gain10);
  }

  get mrr10(): number {
    return this.#share(this.#reciprocal10);
  }

  #share(sum: number): number {
    return Number((sum / Math.max(1, this.#count)).toFixed(4));
  }
}

/** The place of `target` among the allowed items, 0 for the best; of equal scores the earlier item goes first. */
export function rankOf(scores: ArrayLike<number>, target: number, allowed: (item: number) => boolean): number {
  const own = scores[target];
  if (own === undefined || !allowed(target)) return Number.POSITIVE_INFINITY;
  let rank = 0;
  for (let item = 0; item < scores.length; item++) {
    const score = scores[item]!;
    if ((score > own || (score === own && item < target)) && allowed(item)) rank++;
  }
  return rank;
}
