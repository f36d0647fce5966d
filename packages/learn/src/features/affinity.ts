import { FeatureInputError } from "./feature-input.ts";
import { defaultHalfLifeDays, msPerDay, recencyWeight } from "./recency-weight.ts";

/** One thing a shopper did with a category, brand, colour … (`key`). */
export interface AffinityEvent {
  readonly key: string;
  readonly action: string;
  /** Epoch milliseconds. */
  readonly timeMs: number;
}

/** How affinity is measured. */
export interface AffinityOptions {
  readonly nowMs: number;
  readonly halfLifeDays?: number;
  /** Weight of each action; an action not named counts 0. By default view 1, add-to-cart 3, purchase 5, return −3. */
  readonly actionWeights?: Readonly<Record<string, number>>;
  /** How all shoppers' interest is spread over keys (shares that sum to about 1). */
  readonly population: ReadonlyMap<string, number>;
  /** How much evidence of all shoppers is mixed in, in units of weight; 5 by default. */
  readonly priorStrength?: number;
}

/** A shopper's leaning towards one key. */
export interface Affinity {
  readonly key: string;
  /** Share of the shopper's interest, 0–1, shrunk towards the population's share. */
  readonly share: number;
  /** share / population share: above 1 is more than most. 1 where the population does not know the key. */
  readonly lift: number;
  /** The shopper's own evidence: weighed and decayed actions. */
  readonly evidence: number;
}

const defaultWeights: Readonly<Record<string, number>> = { view: 1, "add-to-cart": 3, purchase: 5, return: -3 };

/**
 * A shopper's affinities, strongest first: decayed action weights per key, shrunk towards all shoppers' shares
 * (Dirichlet prior), so that one look makes nobody a fan. A key whose returns outweigh its purchases has no evidence.
 * Events after `nowMs`, or without a readable time, are left out. Without any event the population's shares come back.
 */
export function affinities(events: Iterable<AffinityEvent>, options: AffinityOptions): Affinity[] {
  const { nowMs, halfLifeDays = defaultHalfLifeDays, actionWeights = defaultWeights, priorStrength = 5 } = options;
  if (!(priorStrength >= 0)) throw new FeatureInputError("priorStrength", `must be zero or more, got ${priorStrength}`);
  const evidence = new Map<string, number>();
  for (const { key, action, timeMs } of events) {
    const weight = actionWeights[action] ?? 0;
    if (weight === 0 || !(timeMs <= nowMs)) continue;
    const decayed = weight * recencyWeight((nowMs - timeMs) / msPerDay, halfLifeDays);
    evidence.set(key, (evidence.get(key) ?? 0) + decayed);
  }
  let total = 0;
  for (const [key, weight] of evidence) {
    if (weight > 0) total += weight;
    else evidence.set(key, 0);
  }
  const mass = total + priorStrength;
  const out: Affinity[] = [];
  for (const key of new Set([...evidence.keys(), ...options.population.keys()])) {
    const own = evidence.get(key) ?? 0;
    const prior = options.population.get(key);
    const share = mass > 0 ? (own + priorStrength * (prior ?? 0)) / mass : 0;
    out.push({ key, share, lift: prior ? share / prior : 1, evidence: own });
  }
  return out.sort((a, b) => b.share - a.share || (a.key < b.key ? -1 : 1));
}
