import { type Degenerate, degenerate, requireCount, StatsInputError } from "../degenerate.ts";

/**
 * Catalogue coverage: the share of the catalogue that stands in at least one of the lists. Degenerate `empty` for an
 * empty catalogue.
 *
 * @equation coverage = |∪ lists| / catalogueSize
 * @source Ge, Delgado-Battenfeld & Jannach (2010), RecSys, section 3.1
 * @throws StatsInputError when the lists hold more distinct ids than the catalogue
 */
export function catalogueCoverage(lists: Iterable<readonly string[]>, catalogueSize: number): number | Degenerate {
  requireCount("catalogueSize", catalogueSize);
  const shown = new Set<string>();
  for (const list of lists) for (const id of list) shown.add(id);
  if (shown.size > catalogueSize)
    throw new StatsInputError("catalogueSize", `${shown.size} distinct ids were shown of ${catalogueSize}`);
  if (catalogueSize === 0) return degenerate("empty", "the catalogue is empty");
  return shown.size / catalogueSize;
}

/**
 * Gini coefficient of exposures: 0 when every item is shown equally often, near 1 when one item takes all. Pass one
 * count per item of the catalogue, zeros included. Degenerate: `empty`, `constant` when nothing was shown at all.
 *
 * @equation G = Σ_i (2i − n − 1) x_(i) / (n Σ x), x ascending
 * @source Gini (1912); Fleder & Hosanagar (2009), Management Science 55:697
 * @throws StatsInputError when a count is negative or not finite
 */
export function giniOfExposure(counts: ArrayLike<number>): number | Degenerate {
  const sorted = Float64Array.from(counts).sort();
  const n = sorted.length;
  if (n === 0) return degenerate("empty", "no item was given");
  if (!(sorted[0]! >= 0) || !Number.isFinite(sorted[n - 1]!))
    throw new StatsInputError("counts", "every count must be finite and not negative");
  let total = 0;
  let weighted = 0;
  for (let i = 0; i < n; i++) {
    total += sorted[i]!;
    weighted += (2 * i - n + 1) * sorted[i]!;
  }
  if (!Number.isFinite(n * total)) throw new StatsInputError("counts", "their sum leaves the range of a double");
  if (total === 0) return degenerate("constant", `none of ${n} items was shown`);
  return Math.max(0, weighted / (n * total));
}

/**
 * Personalisation: how different the lists of different shoppers are: 0 when all see the same items, 1 when no two
 * share one. Order within a list is ignored. Degenerate `too-few` below two non-empty lists.
 *
 * @equation 1 − mean over pairs u < v of |L_u ∩ L_v| / √(|L_u| |L_v|)
 * @source Zhou et al. (2010), PNAS 107:4511, eq. 4 (inter-list distance), with cosine for lists of unequal length
 */
export function personalisation(lists: Iterable<readonly string[]>): number | Degenerate {
  const sum = new Map<string, number>();
  const squares = new Map<string, number>();
  let shoppers = 0;
  for (const list of lists) {
    const distinct = new Set(list);
    if (distinct.size === 0) continue;
    shoppers++;
    const weight = 1 / Math.sqrt(distinct.size);
    for (const id of distinct) {
      sum.set(id, (sum.get(id) ?? 0) + weight);
      squares.set(id, (squares.get(id) ?? 0) + weight * weight);
    }
  }
  if (shoppers < 2) return degenerate("too-few", `${shoppers} non-empty lists; two are needed to compare`);
  // Summing by item instead of by pair makes this linear in the places, not quadratic in the shoppers.
  let similarity = 0;
  for (const [id, total] of sum) similarity += (total * total - squares.get(id)!) / 2;
  return Math.min(1, Math.max(0, 1 - similarity / ((shoppers * (shoppers - 1)) / 2)));
}
