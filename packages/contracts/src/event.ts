import type { JsonObject } from "@aisle/runtime/json";
import type { InteractionKind } from "@aisle/runtime/node-sdk/capabilities/events";

/** What an event says that a shopper did with one product. */
export interface EventInteraction {
  readonly productId: string;
  readonly kind: InteractionKind;
  readonly quantity: number;
  /** Integer minor units of the whole line, where the event gives it. */
  readonly valueMinor?: number;
  /** ISO 4217 code of the value, where the event gives it. */
  readonly currency?: string;
}

/** What an event gives back of an order: lines of products, else an amount, else all of it. */
export interface OrderRefund {
  readonly lines: readonly {
    readonly productId: string;
    readonly quantity?: number;
    /** Integer minor units of the whole line. */
    readonly valueMinor?: number;
    readonly currency?: string;
  }[];
  readonly valueMinor?: number;
  readonly currency?: string;
}

/** A checked event, from a file or over HTTP. */
export interface Event {
  /** The same id again is the same event again. */
  readonly messageId: string;
  /** When it happened, milliseconds since 1970, UTC. */
  readonly at: number;
  /** When it reached Aisle; now when absent. */
  readonly receivedAt?: number;
  /** `track`, `page`, `identify` … */
  readonly type: string;
  /** What happened, such as `Product Viewed`. */
  readonly name?: string;
  /** User or anonymous id; absent for a basket of nobody known. */
  readonly shopperId?: string;
  readonly sessionId?: string;
  /** The order that the event completes, or gives back, or a part of one: events with the same id are one order. */
  readonly orderId?: string;
  /** The decision that the shopper acted on. */
  readonly decisionId?: string;
  /** The event as it was sent. */
  readonly payload: JsonObject;
  /** Made by the demo shop, and no event of the shop's own. */
  readonly demo?: boolean;
  /** Of an event that gives back what was ordered. */
  readonly refund?: OrderRefund;
  readonly interactions: readonly EventInteraction[];
}

/** Where events go. */
export interface EventSink {
  /** Stores a batch, all or none; message ids that are there already are accepted and not stored again. */
  append(
    workspaceId: string,
    events: readonly Event[],
  ): Promise<{ readonly stored: number; readonly duplicates: number }>;
}
