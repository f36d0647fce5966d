import type { InteractionKind } from "@aisle/runtime/node-sdk/capabilities/events";

/** Numbers of `interaction.kind`. */
export const kindNumbers: Record<InteractionKind, number> = { view: 0, cart: 1, purchase: 2 };

/** The kinds by their numbers. */
export const kindNames: readonly InteractionKind[] = ["view", "cart", "purchase"];
