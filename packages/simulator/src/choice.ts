import type { Random } from "./random.ts";
import type { Shopper, SimulatedProduct, SimulatedShop } from "./shopper.ts";

const unlikedTaste = -1;
/** Log odds of a click on a product that is neither liked nor disliked, once it is looked at. */
const clickOffset = -1.2;
/** Log odds of a purchase of the same, once it is clicked. */
const purchaseOffset = -2.6;

const logistic = (x: number) => 1 / (1 + Math.exp(-x));

/** How much a shopper likes a product, on the log-odds scale: taste less what its price puts off (0 at its category's middle). */
export function appeal(shopper: Shopper, product: SimulatedProduct, shop: SimulatedShop): number {
  const { category, price } = product;
  const taste = (category === null ? undefined : shopper.tastes.get(category)) ?? unlikedTaste;
  const median = category === null ? undefined : shop.medianPrice.get(category);
  if (price === null || price <= 0 || median === undefined || median <= 0) return taste;
  return taste - shopper.priceSensitivity * Math.log(price / median);
}

/**
 * Which places of a shelf are clicked, 0-based and in order: a place is looked at with probability (1/rank)^decay, and a product
 * that is looked at is clicked by its appeal alone.
 *
 * @source the position-based model: Richardson, Dominowska and Ragno, Predicting clicks, WWW 2007
 */
export function drawClicks(
  shopper: Shopper,
  shelf: readonly SimulatedProduct[],
  shop: SimulatedShop,
  random: Random,
): readonly number[] {
  return shelf.flatMap((product, place) => {
    const examined = random() < examineProbability(shopper, place);
    return random() < clickProbability(shopper, product, shop) && examined ? [place] : [];
  });
}

/** P(a place is looked at), 0-based; the first always is. */
export function examineProbability({ positionDecay }: Shopper, place: number): number {
  return (1 / (place + 1)) ** positionDecay;
}

/** P(click | looked at). */
export function clickProbability(shopper: Shopper, product: SimulatedProduct, shop: SimulatedShop): number {
  return logistic(clickOffset + appeal(shopper, product, shop));
}

/** P(purchase | clicked). */
export function purchaseProbability(shopper: Shopper, product: SimulatedProduct, shop: SimulatedShop): number {
  return logistic(purchaseOffset + appeal(shopper, product, shop));
}
