import type { Building } from "@aisle/runtime/node-sdk/capabilities/building";
import { type FellBack, fellBack } from "@aisle/runtime/node-sdk/define-node";
import type { Product } from "@aisle/runtime/node-sdk/product";

interface Found {
  readonly products: readonly Product[];
}

const number = new Intl.NumberFormat("en");

/** Why a search is incomplete while its index is being built: how many products can be found so far. */
export function buildingReason({ found, total }: Building): string {
  if (total === 0) return "the catalogue has no products yet";
  const percent = Math.floor((100 * found) / Math.max(1, total));
  return `the search index is being built: ${number.format(found)} of ${number.format(total)} products can be found so far (${percent} %)`;
}

/** What a search found: second best, with the reason, while its index is being built and products are missing from it. */
export function foundWhileBuilding(
  products: readonly Product[],
  building: Building | undefined,
): Found | FellBack<Found> {
  return building === undefined ? { products } : fellBack({ products }, buildingReason(building));
}
