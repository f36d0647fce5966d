import { idIn, type OddsTable, type ScoredSlate } from "./scored-slates.ts";

/** Rewards of logged slots, slate by slate. */
export type SlotReward = (slate: ScoredSlate, place: number) => number;

/** How many typical rewards speak for a product being like the others, before its own count. */
const priorRewards = 2;

/**
 * Expected reward of a product in a slot: the slot's mean times how the product does against the slots that it stood in, drawn
 * towards 1 where little is known (a gamma prior on the factor). The weights of doubly robust estimates correct what it gets wrong.
 */
export class RewardModel {
  readonly #places: Float64Array;
  readonly #factors = new Map<string, number>();

  constructor(slates: readonly ScoredSlate[], positions: number, rewardOf: SlotReward) {
    this.#places = new Float64Array(positions);
    let [sum, count] = [0, 0];
    for (const slate of slates) {
      for (let place = 0; place < positions; place++) {
        const reward = rewardOf(slate, place);
        this.#places[place] = this.#places[place]! + reward / slates.length;
        if (reward === 0) continue;
        sum += reward;
        count++;
      }
    }
    const prior = priorRewards * (count === 0 ? 1 : sum / count);
    const seen = new Map<string, { reward: number; expected: number }>();
    for (const slate of slates) {
      for (let place = 0; place < positions; place++) {
        const id = idIn(slate, place);
        const own = seen.get(id) ?? { reward: 0, expected: 0 };
        own.reward += rewardOf(slate, place);
        own.expected += this.#places[place]!;
        seen.set(id, own);
      }
    }
    for (const [id, { reward, expected }] of seen) this.#factors.set(id, (reward + prior) / (expected + prior));
  }

  of(place: number, id: string): number {
    return this.#places[place]! * (this.#factors.get(id) ?? 1);
  }

  /** Under all that may stand in a slot. */
  under(odds: OddsTable, place: number): number {
    let sum = 0;
    for (const [id, p] of odds.in(place)) sum += p * this.of(place, id);
    return sum;
  }
}
