import type { DemoShopState } from "@aisle/contracts/demo-shop";

/** The demo shop as a person sees it. `aside`: its products are taken out and can be brought back, until it is deleted. */
export interface DemoShopStatus extends DemoShopState {
  /** Live endpoints, which answer with what is in the catalogue. */
  readonly endpoints: readonly string[];
}

/** Simulated shoppers of the demo shop. */
export interface DemoTraffic {
  /** Null where none are on their way. */
  readonly job: {
    readonly id: string;
    /** What they did so far, in words; empty before the first visit. */
    readonly counts: string;
    /** When they stop by themselves, ISO 8601. */
    readonly until: string;
  } | null;
  /** Why they cannot come, null where they can. */
  readonly reason: string | null;
}
