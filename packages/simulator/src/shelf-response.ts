import { clickProbability, examineProbability, purchaseProbability } from "./choice.ts";
import type { Shopper, SimulatedProduct, SimulatedShop } from "./shopper.ts";

type Shelf = readonly SimulatedProduct[];

/**
 * P(at least one click | shelf), 0–1, exact: places are looked at and clicked independently of each other.
 *
 * @equation 1 − Π (1 − P(looked at place) · P(click | looked at))
 */
export function anyClickProbability(shopper: Shopper, shelf: Shelf, shop: SimulatedShop): number {
  return 1 - shelf.reduce((none, product, place) => none * (1 - clickChance(shopper, product, place, shop)), 1);
}

/** Expected clicks on a shelf. */
export function expectedClicks(shopper: Shopper, shelf: Shelf, shop: SimulatedShop): number {
  return shelf.reduce((sum, product, place) => sum + clickChance(shopper, product, place, shop), 0);
}

/** Expected value of what is bought from one shelf, in minor units; a product without a price counts nothing. */
export function expectedValue(shopper: Shopper, shelf: Shelf, shop: SimulatedShop): number {
  return shelf.reduce(
    (sum, product, place) =>
      sum +
      clickChance(shopper, product, place, shop) * purchaseProbability(shopper, product, shop) * (product.price ?? 0),
    0,
  );
}

/** Shoppers who come, each with how often. */
export type Audience = readonly { readonly shopper: Shopper; readonly weight: number }[];

/** What a response truly is under two shelves, and by which share of the control's the treatment's differs. */
export interface TrueEffect {
  readonly control: number;
  readonly treatment: number;
  readonly relative: number;
}

/** The mean of a response over an audience under two shelves; throws a RangeError for an audience of nobody. */
export function trueEffect(
  audience: Audience,
  shelves: { readonly control: Shelf; readonly treatment: Shelf },
  shop: SimulatedShop,
  response: typeof anyClickProbability = anyClickProbability,
): TrueEffect {
  const total = audience.reduce((sum, { weight }) => sum + weight, 0);
  if (!(total > 0)) throw new RangeError("an audience needs a weight above 0");
  const mean = (shelf: Shelf) =>
    audience.reduce((sum, { shopper, weight }) => sum + weight * response(shopper, shelf, shop), 0) / total;
  const [control, treatment] = [mean(shelves.control), mean(shelves.treatment)];
  return { control, treatment, relative: treatment / control - 1 };
}

function clickChance(shopper: Shopper, product: SimulatedProduct, place: number, shop: SimulatedShop): number {
  return examineProbability(shopper, place) * clickProbability(shopper, product, shop);
}
