import type { PayloadFilter } from "@aisle/runtime/node-sdk/payload-filter";
import type { Shopper } from "@aisle/runtime/node-sdk/port-type";

/** The filter that keeps one category, or none when there is no category. */
export function categoryFilter(category: string | undefined): { readonly filter?: PayloadFilter } {
  return category === undefined || category === "" ? {} : { filter: { all: [{ field: "category", in: [category] }] } };
}

/** The category that a search is limited to: the config's, or the one that the shopper's request names. */
export function searchedCategory(fixed: string, useShopper: boolean, shopper: Shopper | undefined): string | undefined {
  if (fixed !== "") return fixed;
  return useShopper ? shopper?.category : undefined;
}
