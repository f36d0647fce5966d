import { AisleError, toAisleError } from "@aisle/runtime/errors";
import type { ConnectionStore } from "../connections/connection-store.ts";
import type { ConnectionUser } from "../connections/connection-user.ts";
import type { DeliveryStore } from "./delivery-store.ts";

export interface DeliveryDeps {
  readonly deliveries: DeliveryStore;
  readonly connections: ConnectionStore;
  readonly user: ConnectionUser;
  /** Where people reach the studio; absent where nobody said. */
  readonly studioUrl?: string | undefined;
}

/**
 * Sends a delivery through its connection, under its own id on every try, so that a receiver knows it again. One that was sent is not
 * sent twice. Throws what failed after writing it down: dead after the last try, or at once for what no retry helps.
 */
export async function sendDelivery(
  { deliveries, connections, user, studioUrl }: DeliveryDeps,
  { workspaceId, id }: { readonly workspaceId: string; readonly id: string },
  isLastTry: boolean,
): Promise<void> {
  const delivery = await deliveries.find(workspaceId, id);
  if (delivery === undefined || delivery.state !== "waiting") return;
  try {
    const connection = await connections.find(workspaceId, delivery.connection);
    if (connection === undefined)
      throw new AisleError("connection.not-found", `The connection “${delivery.connection}” was deleted.`);
    if (delivery.toPerson && delivery.to === null)
      throw new AisleError("person.not-found", "The person it was for is gone.");
    const { at, kind, title, text, path, to } = delivery;
    const link = studioUrl === undefined || path === null ? {} : { link: new URL(path, studioUrl).href };
    const message = { id, at, kind, title, text, ...link, ...(to === null ? {} : { to }) };
    await user.send(connection, message);
  } catch (thrown) {
    const error = toAisleError(thrown);
    const failureMessage = error.code === "internal" ? "Something went wrong inside Aisle." : error.message;
    await deliveries.failed(workspaceId, id, failureMessage, isLastTry || !error.row.retryable);
    throw error;
  }
  await deliveries.sent(workspaceId, id);
}
