import type { Building } from "@aisle/runtime/node-sdk/capabilities/building";

/** The collection that templates search in. */
export const searchCollection = "products";

const number = new Intl.NumberFormat("en");

/** How far the building of an index is: `512 of 2,000 products (25 %)`. */
export function buildingMessage({ found, total }: Building): string {
  const percent = Math.floor((100 * found) / Math.max(1, total));
  return `${number.format(found)} of ${number.format(total)} products (${percent} %)`;
}
