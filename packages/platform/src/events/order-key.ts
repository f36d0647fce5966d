import type { Event } from "@aisle/contracts/event";
import type { ZoneClock } from "@aisle/runtime/zoned-time";

/** Whether an event completes an order, or a part of one. */
function isOrder({ name, interactions }: Event): boolean {
  return name?.toLowerCase() === "order completed" || interactions.some(({ kind }) => kind === "purchase");
}

/** Whether only the workspace's clocks determine which order an event belongs to. */
export const needsClock = (event: Event): boolean =>
  isOrder(event) && event.orderId === undefined && event.sessionId === undefined && event.shopperId !== undefined;

/**
 * What an order is told apart by, so that one of three products counts once: its own id, else as the baskets of “bought together” are
 * made, by session, else by shopper and day. `undefined` for what is no order.
 */
export function orderKey(event: Event, clock: ZoneClock): string | undefined {
  if (!isOrder(event)) return undefined;
  const { orderId, sessionId, shopperId, messageId, at } = event;
  if (orderId !== undefined) return `o ${orderId}`;
  if (sessionId !== undefined) return `s ${sessionId}`;
  if (shopperId === undefined) return `m ${messageId}`;
  return `p ${shopperId} ${new Date(at + clock.offset(at)).toISOString().slice(0, 10)}`;
}

/** The order of which an event gives something back; `undefined` where it names none. */
export function returnKey({ refund, orderId }: Event): string | undefined {
  return refund === undefined || orderId === undefined ? undefined : `o ${orderId}`;
}
