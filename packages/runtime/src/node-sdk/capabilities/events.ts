import type { Hit } from "../hit.ts";
import type { MaybePromise } from "../maybe-promise.ts";
import { defineCapability } from "./capability.ts";

/** What shoppers do with products. */
export type InteractionKind = "view" | "cart" | "purchase";

export interface Interaction {
  readonly productId: string;
  readonly kind: InteractionKind;
  /** Milliseconds since 1970, UTC. */
  readonly at: number;
  readonly quantity: number;
}

/** Reads over shoppers' events. */
export interface EventsCapability {
  /** A shopper's latest interactions, newest first. */
  recent(query: {
    readonly shopperId: string;
    readonly kinds?: readonly InteractionKind[];
    readonly limit: number;
    /** Milliseconds that the answer may take. */
    readonly withinMs?: number;
  }): MaybePromise<readonly Interaction[]>;
  /** The products with the most interactions of a kind, weighed by age when a half-life in days is given. */
  popular(query: {
    readonly kind: InteractionKind;
    readonly category?: string;
    readonly halfLifeDays?: number;
    readonly limit: number;
  }): MaybePromise<readonly Hit[]>;
  /** Products whose interactions of a kind go together with the given ones; score is the summed similarity, 0 to the number of seeds. */
  together(query: {
    readonly kind: InteractionKind;
    readonly seeds: readonly { readonly productId: string; readonly weight: number }[];
    readonly limit: number;
  }): MaybePromise<readonly Hit[]>;
}

declare module "./capability.ts" {
  interface CapabilityMap {
    readonly events: EventsCapability;
  }
}

export const eventsCapability = defineCapability<"events">({
  name: "events",
  scope: "process",
  kind: "read",
  summary: "Reads what shoppers did.",
});
