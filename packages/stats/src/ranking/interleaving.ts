import { requireCount, StatsInputError } from "../degenerate.ts";
import type { Random } from "../seeded-random.ts";

export type Side = "a" | "b";

export interface TeamDraft {
  readonly items: readonly string[];
  /** Which system drafted the item at each place. */
  readonly teams: readonly Side[];
}

export interface BalancedInterleaving {
  readonly items: readonly string[];
  /** The system whose item goes first on a tie. */
  readonly first: Side;
}

/** Credit of one answered request; fractions never occur, ties have equal credit. */
export interface InterleavingCredit {
  readonly a: number;
  readonly b: number;
}

/**
 * Team-draft interleaving: the systems take turns like team captains; in each round a coin decides who picks first, and
 * each picks its best item not yet taken. When one ranking runs out, the other fills the rest. At most k items.
 *
 * @equation a picks if |T_a| < |T_b|, or |T_a| = |T_b| and the coin says so
 * @source Radlinski, Kurup & Joachims (2008), CIKM; Chapelle et al. (2012), ACM TOIS 30:6, algorithm 2
 * @throws StatsInputError when k is not a whole number of at least 1 or a ranking holds an id twice
 */
export function teamDraft(a: readonly string[], b: readonly string[], k: number, random: Random): TeamDraft {
  requireRankings(a, b, k);
  const picked = new Set<string>();
  const items: string[] = [];
  const teams: Side[] = [];
  const size = { a: 0, b: 0 };
  while (items.length < k) {
    const nextA = a.find((id) => !picked.has(id));
    const nextB = b.find((id) => !picked.has(id));
    if (nextA === undefined && nextB === undefined) break;
    const turnOfA = size.a < size.b || (size.a === size.b && random() < 0.5);
    const side: Side = nextB === undefined || (turnOfA && nextA !== undefined) ? "a" : "b";
    const pick = side === "a" ? nextA! : nextB!;
    picked.add(pick);
    items.push(pick);
    teams.push(side);
    size[side]++;
  }
  return { items, teams };
}

/**
 * Balanced interleaving: merges two rankings so that every prefix holds the tops of both as evenly as can be; one coin
 * for the whole list decides who goes first. At most k items.
 *
 * @equation take a_{k_a} if k_a < k_b, or k_a = k_b and a goes first; else b_{k_b}; skip what is there already
 * @source Joachims (2003); Chapelle et al. (2012), ACM TOIS 30:6, algorithm 1
 * @throws StatsInputError when k is not a whole number of at least 1 or a ranking holds an id twice
 */
export function balancedInterleaving(
  a: readonly string[],
  b: readonly string[],
  k: number,
  random: Random,
): BalancedInterleaving {
  requireRankings(a, b, k);
  const first: Side = random() < 0.5 ? "a" : "b";
  const items = new Set<string>();
  let nextA = 0;
  let nextB = 0;
  while (items.size < k && (nextA < a.length || nextB < b.length)) {
    const turnOfA = nextA < nextB || (nextA === nextB && first === "a");
    if (nextB >= b.length || (turnOfA && nextA < a.length)) items.add(a[nextA++]!);
    else items.add(b[nextB++]!);
  }
  return { items: [...items], first };
}

/**
 * Credit of a team-draft list: every clicked place counts for the system that drafted it. Places count from 0.
 *
 * @equation credit_s = |{c clicked : team(c) = s}|
 * @source Chapelle et al. (2012), ACM TOIS 30:6, section 3.2
 * @throws StatsInputError when a clicked place is not in the list
 */
export function teamDraftCredit(draft: TeamDraft, clickedPlaces: Iterable<number>): InterleavingCredit {
  const credit = { a: 0, b: 0 };
  for (const place of new Set(clickedPlaces)) {
    const side = draft.teams[place];
    if (side === undefined) throw new StatsInputError("clickedPlaces", `no place ${place} in ${draft.items.length}`);
    credit[side]++;
  }
  return credit;
}

/**
 * Credit of a balanced list: clicks that each system would also have earned in its own top, down to the depth at which
 * the lowest clicked item stands in either ranking. Places count from 0.
 *
 * @equation k = min{j : i_cmax ∈ {a_j, b_j}}; credit_s = |{clicked} ∩ {s_1 … s_k}|
 * @source Chapelle et al. (2012), ACM TOIS 30:6, section 3.1
 * @throws StatsInputError when a clicked place is not in the list
 */
export function balancedCredit(
  shown: BalancedInterleaving,
  a: readonly string[],
  b: readonly string[],
  clickedPlaces: Iterable<number>,
): InterleavingCredit {
  const places = [...new Set(clickedPlaces)];
  const clicked = places.map((place) => {
    const id = shown.items[place];
    if (id === undefined) throw new StatsInputError("clickedPlaces", `no place ${place} in ${shown.items.length}`);
    return id;
  });
  if (clicked.length === 0) return { a: 0, b: 0 };
  const lowest = shown.items[Math.max(...places)]!;
  const ranks = [a.indexOf(lowest), b.indexOf(lowest)].filter((rank) => rank >= 0);
  if (ranks.length === 0) throw new StatsInputError("shown", `${lowest} stands in neither ranking`);
  const depth = Math.min(...ranks) + 1;
  const earned = (ranking: readonly string[]) => {
    const top = new Set(ranking.slice(0, depth));
    return clicked.filter((id) => top.has(id)).length;
  };
  return { a: earned(a), b: earned(b) };
}

function requireRankings(a: readonly string[], b: readonly string[], k: number): void {
  requireCount("k", k, 1);
  if (new Set(a).size !== a.length) throw new StatsInputError("a", "an id is ranked twice");
  if (new Set(b).size !== b.length) throw new StatsInputError("b", "an id is ranked twice");
}
