import type { JsonObject } from "@aisle/runtime/json";
import type { InteractionKind } from "@aisle/runtime/node-sdk/capabilities/events";

/** What an event says that a shopper did with one product. */
export interface ImportedInteraction {
  readonly productId: string;
  readonly kind: InteractionKind;
  readonly quantity: number;
  /** Integer minor units of the whole line. */
  readonly valueMinor?: number;
  /** ISO 4217 code of the value, where it is known. Values of different currencies are never added. */
  readonly currency?: string;
}

/** A value with its currency, as an interaction holds them. */
export function moneyOf(
  valueMinor: number,
  currency: string | undefined,
): Pick<ImportedInteraction, "valueMinor" | "currency"> {
  if (!Number.isSafeInteger(valueMinor)) return {};
  return currency === undefined ? { valueMinor } : { valueMinor, currency };
}

/** A checked event, from a file or over HTTP. */
export interface ImportedEvent {
  /** The same id again is the same event again. */
  readonly messageId: string;
  /** Milliseconds since 1970, UTC. */
  readonly at: number;
  readonly type: string;
  readonly name?: string;
  /** Absent for a basket of nobody known: it counts for products, not for a person. */
  readonly shopperId?: string;
  readonly sessionId?: string;
  readonly decisionId?: string;
  readonly payload: JsonObject;
  readonly interactions: readonly ImportedInteraction[];
}

/** Where events go. */
export interface EventSink {
  /** Stores a batch, all or none; message ids that are there already are accepted and not stored again. */
  append(
    workspaceId: string,
    events: readonly ImportedEvent[],
  ): Promise<{ readonly stored: number; readonly duplicates: number }>;
}

/** The event's name of each kind, as the e-commerce spec has it. */
export const eventNames: Record<InteractionKind, string> = {
  view: "Product Viewed",
  cart: "Product Added",
  purchase: "Order Completed",
};
