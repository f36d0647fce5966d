import { type Degenerate, degenerate, requireCount, requireSameLength, StatsInputError } from "../degenerate.ts";

/**
 * Cosine distance of two vectors of the same length, between 0 and 2. Degenerate: `constant` for a zero vector,
 * `not-finite`.
 *
 * @equation 1 − a·b / (‖a‖ ‖b‖)
 * @source definition
 * @throws StatsInputError when the lengths differ
 */
export function cosineDistance(a: ArrayLike<number>, b: ArrayLike<number>): number | Degenerate {
  requireSameLength("b", a, b);
  let dot = 0;
  let aa = 0;
  let bb = 0;
  for (let i = 0; i < a.length; i++) {
    dot += a[i]! * b[i]!;
    aa += a[i]! * a[i]!;
    bb += b[i]! * b[i]!;
  }
  if (!Number.isFinite(dot + aa + bb)) return degenerate("not-finite", "a vector holds NaN or an infinity");
  if (aa === 0 || bb === 0) return degenerate("constant", "a vector of zeros has no direction");
  return Math.min(2, Math.max(0, 1 - dot / (Math.sqrt(aa) * Math.sqrt(bb))));
}

/**
 * Intra-list diversity: the mean distance between all pairs of one list, in the units of `distance` (which must be
 * symmetric; `cosineDistance` on embeddings is usual). Degenerate: `too-few` below two items, `not-finite`.
 *
 * @equation ILD = 2 / (n (n − 1)) Σ_{i<j} d(i, j)
 * @source Ziegler et al. (2005), WWW, section 3.3; Smyth & McClave (2001), ICCBR
 */
export function intraListDiversity<T>(items: readonly T[], distance: (a: T, b: T) => number): number | Degenerate {
  const n = items.length;
  if (n < 2) return degenerate("too-few", `${n} items; two are needed to compare`);
  let sum = 0;
  for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) sum += distance(items[i]!, items[j]!);
  if (!Number.isFinite(sum)) return degenerate("not-finite", "a distance is NaN or infinite");
  return sum / ((n * (n - 1)) / 2);
}

/**
 * Novelty of one list in bits: how surprising its items are to someone who knows only what is popular. `reach` is how
 * many of `shoppers` had touched each listed item before; an item that nobody touched counts as touched by one, so that
 * novelty stays finite. Degenerate `empty` for an empty list.
 *
 * @equation novelty = (1/n) Σ −log₂(max(reach_i, 1) / shoppers)
 * @source Zhou et al. (2010), PNAS 107:4511, eq. 5 (surprisal)
 * @throws StatsInputError when shoppers is below 1 or a reach is negative or above shoppers
 */
export function novelty(reach: ArrayLike<number>, shoppers: number): number | Degenerate {
  requireCount("shoppers", shoppers, 1);
  if (reach.length === 0) return degenerate("empty", "the list is empty");
  let bits = 0;
  for (let i = 0; i < reach.length; i++) {
    const touched = reach[i]!;
    if (!(touched >= 0 && touched <= shoppers))
      throw new StatsInputError("reach", `must lie between 0 and ${shoppers}, got ${touched}`);
    bits -= Math.log2(Math.max(touched, 1) / shoppers);
  }
  return bits / reach.length;
}

/**
 * Serendipity of one list: relevance times unexpectedness, averaged over its places; 1 when every item is relevant and
 * unlike anything in the shopper's history. `relevance` is 0–1 per place, `similarity(i, h)` is 0–1. Degenerate:
 * `empty` list or history, `not-finite`.
 *
 * @equation (1/n) Σ_i rel_i · (1 − (1/|H|) Σ_{h ∈ H} sim(i, h))
 * @source Zhang et al. (2012), Auralist, WSDM, section 4.3, weighed by relevance as in Ge et al. (2010), RecSys
 * @throws StatsInputError when items and relevance differ in length
 */
export function serendipity<T>(
  items: readonly T[],
  relevance: ArrayLike<number>,
  history: readonly T[],
  similarity: (item: T, past: T) => number,
): number | Degenerate {
  requireSameLength("relevance", items, relevance);
  if (items.length === 0) return degenerate("empty", "the list is empty");
  if (history.length === 0) return degenerate("empty", "without a history nothing is unexpected");
  let sum = 0;
  items.forEach((item, i) => {
    const alike = history.reduce((total, past) => total + similarity(item, past), 0) / history.length;
    sum += relevance[i]! * (1 - alike);
  });
  if (!Number.isFinite(sum)) return degenerate("not-finite", "a relevance or similarity is NaN or infinite");
  return sum / items.length;
}
