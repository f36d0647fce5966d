import { type DraftOdds, nobody, type ScoredSlate, slotIn } from "./scored-slates.ts";

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
  /** By number of the product; 1 where it never stood in a slot. */
  readonly #factors: Float64Array;

  constructor(slates: readonly ScoredSlate[], positions: number, products: number, rewardOf: SlotReward) {
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
    const [rewards, expected] = [new Float64Array(products), new Float64Array(products)];
    for (const slate of slates) {
      for (let place = 0; place < positions; place++) {
        const { product } = slotIn(slate, place);
        rewards[product] = rewards[product]! + rewardOf(slate, place);
        expected[product] = expected[product]! + this.#places[place]!;
      }
    }
    this.#factors = rewards.map((reward, product) => (reward + prior) / (expected[product]! + prior));
  }

  of(place: number, product: number): number {
    return this.#places[place]! * this.#factors[product]!;
  }

  /** Of each slot, under all that the draft may show there; written into `into` from `first` on. */
  under({ length, own: { ends, products, odds }, pool, poolOdds }: DraftOdds, into: Float64Array, first: number): void {
    let ofPool = 0;
    for (const product of pool) ofPool += this.#factors[product]!;
    let at = 0;
    for (let place = 0; place < this.#places.length; place++) {
      let factor = place < length ? poolOdds[place]! * ofPool : this.#factors[nobody]!;
      for (const end = ends[place] ?? at; at < end; at++) factor += odds[at]! * this.#factors[products[at]!]!;
      into[first + place] = this.#places[place]! * factor;
    }
  }
}
