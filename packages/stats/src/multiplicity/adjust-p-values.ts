import { StatsInputError } from "../degenerate.ts";

/** How many tests at once are paid for. The first two bound the chance of any false positive, the others their share. */
export type Correction = "bonferroni" | "holm" | "benjamini-hochberg" | "benjamini-yekutieli";

/**
 * Adjusted p-values in the order given: reject where one is at most the error level. Never above 1. An empty list
 * gives an empty list.
 *
 * @equation Bonferroni m p; Holm max_{j≤i} (m − j + 1) p_(j); Benjamini–Hochberg min_{j≥i} (m/j) p_(j);
 *   Benjamini–Yekutieli the same times Σ 1/j
 * @source Holm (1979), Scandinavian Journal of Statistics 6:65; Benjamini and Hochberg (1995), JRSS B 57:289;
 *   Benjamini and Yekutieli (2001), Annals of Statistics 29:1165
 * @throws StatsInputError when a p-value is outside [0, 1]
 */
export function adjustPValues(pValues: ArrayLike<number>, correction: Correction): number[] {
  const m = pValues.length;
  const p = Array.from(pValues);
  for (const value of p)
    if (!(value >= 0 && value <= 1)) throw new StatsInputError("pValues", `must lie within [0, 1], got ${value}`);
  if (correction === "bonferroni") return p.map((value) => Math.min(1, m * value));
  const order = p.map((_, i) => i).sort((a, b) => (p[a] as number) - (p[b] as number));
  const adjusted = new Array<number>(m);
  let running = correction === "holm" ? 0 : 1;
  const harmonic = correction === "benjamini-yekutieli" ? order.reduce((sum, _, i) => sum + 1 / (i + 1), 0) : 1;
  for (let step = 0; step < m; step++) {
    const rank = correction === "holm" ? step : m - 1 - step;
    const index = order[rank] as number;
    const value = p[index] as number;
    running =
      correction === "holm"
        ? Math.max(running, Math.min(1, (m - rank) * value))
        : Math.min(running, ((harmonic * m) / (rank + 1)) * value);
    adjusted[index] = running;
  }
  return adjusted;
}
