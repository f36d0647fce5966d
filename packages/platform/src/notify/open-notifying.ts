import type pg from "pg";
import type { ConnectionKind, Outbound } from "../connections/connection-kind.ts";
import { ConnectionStore } from "../connections/connection-store.ts";
import { ConnectionUser } from "../connections/connection-user.ts";
import type { SecretKeys } from "../secrets/secret-keys.ts";
import { SecretStore } from "../secrets/secret-store.ts";
import { DeliveryStore } from "./delivery-store.ts";
import { NotificationStore } from "./notification-store.ts";
import { Notifier } from "./notifier.ts";

/** Everything about notifications and the connections they go out through, over one pool. */
export function openNotifying({
  pool,
  keys,
  kinds,
  outbound,
}: {
  readonly pool: pg.Pool;
  readonly keys: SecretKeys;
  readonly kinds: readonly ConnectionKind[];
  readonly outbound: Outbound;
}) {
  const secrets = new SecretStore(pool, keys);
  const connections = new ConnectionStore(pool, secrets);
  const user = new ConnectionUser(kinds, secrets, outbound);
  const notifications = new NotificationStore(pool);
  const deliveries = new DeliveryStore(pool);
  return {
    connections,
    user,
    notifications,
    deliveries,
    /** `queue` gives the job that sends a delivery. */
    notifier: (queue: (workspaceId: string, deliveryId: string) => Promise<unknown>) =>
      new Notifier({ notifications, connections, user }, queue),
  };
}
