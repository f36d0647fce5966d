import type { InteractionKind } from "@aisle/runtime/node-sdk/capabilities/events";

/** The event's name of each kind, as the e-commerce spec has it. */
export const eventNames: Record<InteractionKind, string> = {
  view: "Product Viewed",
  cart: "Product Added",
  purchase: "Order Completed",
};
