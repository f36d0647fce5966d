import { type Degenerate, degenerate, requireOpenShare, StatsInputError } from "../degenerate.ts";
import { betaQuantile, betaSf } from "../distributions/beta.ts";
import { clampP } from "../distributions/normal.ts";
import type { InterleavingCredit } from "./interleaving.ts";

export interface InterleavingTest {
  /** Requests on which a, b earned more credit, and on which they earned the same. */
  readonly winsA: number;
  readonly winsB: number;
  readonly ties: number;
  /** Preference for a, −0.5 to 0.5: share of requests won by a, ties as half, less one half. */
  readonly preferenceA: number;
  /** Clopper–Pearson interval of the share of decided requests that a wins. */
  readonly shareA: readonly [number, number];
  /** Two-sided exact sign test over the decided requests. */
  readonly pValue: number;
}

/**
 * Which of two interleaved systems shoppers prefer: each request is won by the system with more credit, ties decide
 * nothing, and an exact sign test asks whether the wins are those of a fair coin. Degenerate: `empty`, `too-few` when
 * every request is tied.
 *
 * @equation Δ = (wins_a + ties/2) / n − ½;  p = min(1, 2 P(X ≥ max(wins_a, wins_b))), X ~ Binomial(wins_a + wins_b, ½)
 * @source Chapelle et al. (2012), ACM TOIS 30:6, eq. 1 and section 4.3; Clopper & Pearson (1934), Biometrika 26:404
 * @default level 0.95
 * @throws StatsInputError when a credit is negative or not finite, or level is outside (0, 1)
 */
export function interleavingTest(
  credits: Iterable<InterleavingCredit>,
  options: { readonly level?: number } = {},
): InterleavingTest | Degenerate {
  const level = options.level ?? 0.95;
  requireOpenShare("level", level);
  let winsA = 0;
  let winsB = 0;
  let ties = 0;
  for (const { a, b } of credits) {
    if (!(a >= 0 && b >= 0 && Number.isFinite(a + b)))
      throw new StatsInputError("credits", `credits must be finite and not negative, got ${a} and ${b}`);
    if (a > b) winsA++;
    else if (b > a) winsB++;
    else ties++;
  }
  const decided = winsA + winsB;
  if (decided + ties === 0) return degenerate("empty", "no interleaved request was recorded");
  if (decided === 0) return degenerate("too-few", `all ${ties} requests are tied`);
  const most = Math.max(winsA, winsB);
  return {
    winsA,
    winsB,
    ties,
    preferenceA: (winsA + ties / 2) / (decided + ties) - 0.5,
    shareA: clopperPearson(winsA, decided, level),
    pValue: clampP(2 * betaSf(0.5, decided - most + 1, most)),
  };
}

function clopperPearson(wins: number, n: number, level: number): readonly [number, number] {
  const tail = (1 - level) / 2;
  const low = wins === 0 ? 0 : betaQuantile(tail, wins, n - wins + 1);
  const high = wins === n ? 1 : betaQuantile(tail, wins + 1, n - wins, "upper");
  return [low, high];
}
