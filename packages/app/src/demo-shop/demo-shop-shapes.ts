import type { DemoShopState } from "@aisle/contracts/demo-shop";

/** The demo shop as a person sees it. `aside`: its products are taken out and can be brought back, until it is deleted. */
export interface DemoShopStatus extends DemoShopState {
  /** Live endpoints, which answer with what is in the catalogue. */
  readonly endpoints: readonly string[];
}
