import type { ConnectionStore } from "../connections/connection-store.ts";
import type { ConnectionUser } from "../connections/connection-user.ts";
import type { NewNotification, NotificationStore } from "./notification-store.ts";

/** Raises notifications: in the app for those who should know, and through every connection that sends them. */
export class Notifier {
  readonly #notifications: NotificationStore;
  readonly #connections: ConnectionStore;
  readonly #user: ConnectionUser;
  readonly #queue: (workspaceId: string, deliveryId: string) => Promise<unknown>;

  constructor(
    {
      notifications,
      connections,
      user,
    }: {
      readonly notifications: NotificationStore;
      readonly connections: ConnectionStore;
      readonly user: ConnectionUser;
    },
    queue: (workspaceId: string, deliveryId: string) => Promise<unknown>,
  ) {
    this.#notifications = notifications;
    this.#connections = connections;
    this.#user = user;
    this.#queue = queue;
  }

  /** Idempotent by its key. What cannot be queued now is found by the sweep over waiting deliveries. */
  async raise(notification: NewNotification): Promise<void> {
    const rows = (await this.#connections.list(notification.workspaceId)).filter(({ notify }) => notify);
    const channels = rows.flatMap((row) => {
      const audience = this.#user.audience(row);
      return audience === "none" ? [] : [{ connection: row.name, audience }];
    });
    for (const id of await this.#notifications.raise(notification, channels))
      await this.#queue(notification.workspaceId, id);
  }
}
